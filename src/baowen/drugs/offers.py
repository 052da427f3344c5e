"""Brings a product of the catalogue into the shape that the price-ratio rules compare, and one price into another's.

What the rules do not say is answered with a reason and never with a guess. Prices are yuan for one pack as Decimal.
Requirement: PRI-4, MON-4; domain.md section 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from baowen.drugs.forms import OWN_RELEASE, PLAIN_FORMS, form_group
from baowen.drugs.price import Coefficients, Comparison, Offer, ratio_price
from baowen.drugs.spec import parse_spec


def offer_of(
    *, generic_name: str, dosage_form: str, spec: str, packaging: str, forms: Iterable[str]
) -> Offer | None:  # fmt: skip
    """The product as the rules compare it; none where its specification can't be read. `forms`: those with a ratio."""
    read = parse_spec(spec, dosage_form=dosage_form, packaging=packaging).only
    if read is None:
        return None
    return Offer(read, _form(generic_name, dosage_form, forms), form_group(dosage_form or generic_name))


def _form(generic_name: str, dosage_form: str, forms: Iterable[str]) -> str:
    """The form as the ratio table names it; the name itself for a release of its own, the form where none fits."""
    text = f"{generic_name}|{dosage_form}"
    if re.search(OWN_RELEASE, text):
        return text
    known = list(forms)
    named = (form for form in sorted(known, key=len, reverse=True) if form in text)
    plain = (form for word, form in PLAIN_FORMS if word in text and form in known)
    return next(named, None) or next(plain, dosage_form)


def in_terms_of(own: Offer, other: Offer, price: Decimal, coefficients: Coefficients) -> Comparison:
    """What a pack of `own` would cost at the price of `other`, with the working or the reason why none follows."""
    return ratio_price(price, other, own, coefficients)
