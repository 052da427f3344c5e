"""What else there is of a drug and its substance, and what it costs in terms of the own pack. PRI-4, HOS-5."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from baowen.api.book import rulebook
from baowen.core.clock import today
from baowen.drugs.offers import in_terms_of, offer_of
from baowen.drugs.price import REASONS, Coefficients, Offer, coefficients_from
from baowen.lake.serving import Serving
from baowen.lake.serving.queries.peers import LastPaid, last_paid, other_drugs_of_substance
from baowen.lake.serving.queries.products import Product, products_of_drug
from baowen.orgs.regions import Region
from baowen.web.viewer import Viewer

MOST = 40
UNREAD = ("规格未能读出", "the specification could not be read")


def peers(
    opened: Serving, product: Product, here: Region, viewer: Viewer, *, most: int = MOST
) -> dict[str, Any]:  # fmt: skip
    """Other makers and packs of the drug with comparable prices, and other drugs of the substance."""
    drug = products_of_drug(opened, drug_key=product.drug_key)[:most] if product.drug_key else []
    others = other_drugs_of_substance(opened, product=product, most=most)
    keys = [one.product for one in [product, *drug, *others]]
    paid = last_paid(opened, products=keys, place=here.key, within=viewer.key)
    rules = coefficients_from(rulebook().packs.ruling(here.code, today()).entry)
    own_price = paid[product.product].median if product.product in paid else None
    same = [one for one in drug if one.product != product.product]
    return {
        "own_price": own_price,
        "same": [_compared(one, product, paid.get(one.product), rules, viewer) for one in same],
        "others": [{"one": one, "paid": paid.get(one.product)} for one in others],
        "ratio_clause": rules.strength.clause,
    }


def _compared(
    one: Product, own: Product, paid: LastPaid | None, rules: Coefficients, viewer: Viewer
) -> dict[str, Any]:  # fmt: skip
    """The price as paid, and what the own pack would cost at it, or why that can't be said."""
    shown: dict[str, Any] = {"one": one, "paid": paid, "as_own": None, "why": ""}
    if paid is None:
        return shown
    price, reason = _as_own(own, one, paid.median, rules)
    return shown | {"as_own": price, "why": viewer.say(reason) if reason else ""}


def _as_own(own: Product, other: Product, price: Decimal, rules: Coefficients) -> tuple[Decimal | None, Any]:
    mine, theirs = _offer(own, rules), _offer(other, rules)
    if mine is None or theirs is None:
        return None, UNREAD
    found = in_terms_of(mine, theirs, price, rules)
    return found.price, REASONS[found.reason] if found.reason else None


def _offer(one: Product, rules: Coefficients) -> Offer | None:
    return _read(
        one.generic_name, one.dosage_form or "", one.spec or "", one.packaging or "", tuple(sorted(rules.forms))
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def _read(generic_name: str, dosage_form: str, spec: str, packaging: str, forms: tuple[str, ...]) -> Offer | None:
    """Reading a specification takes a third of a millisecond, and a page has eighty of them."""
    return offer_of(generic_name=generic_name, dosage_form=dosage_form, spec=spec, packaging=packaging, forms=forms)
