"""Which lists are in force, and which products are of drugs on one: prices and stock of those are public data.

Lists come in twice: as editions that are published here, and by the feed of list entries from a platform that keeps
them. Of an issuer's list of a kind the one that began later counts; of two that began on one day, the edition published
here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from baowen.drugs.names import base_name
from baowen.lake.serving import Serving
from baowen.lists.kinds import ListKind
from baowen.lists.names import Asked, covers, likeness
from baowen.lists.opens import LISTED
from baowen.lists.queries import lines_on
from baowen.orgs.regions import load_regions


@dataclass(frozen=True, slots=True)
class PublicProduct:
    """A product as it is published. `units`: smallest units in a pack, None where the specification does not say."""

    product: int
    product_code: str
    generic_name: str
    dosage_form: str | None
    spec: str | None
    packaging: str | None
    maker_name: str | None
    units: Decimal | None
    unit_name: str | None

    def a_unit(self, a_pack: Decimal) -> Decimal | None:
        """The comparable price: of one smallest unit, with four places; None where the units are not known."""
        return (a_pack / self.units).quantize(Decimal("0.0001")) if self.units else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLine:
    """One line of a list; `edition_number`: of an edition published here, None where the list came by the feed."""

    issuer: str
    kind: str
    edition: str
    effective_on: date
    document_number: str
    edition_number: int | None
    number: int
    name: str
    dosage_form: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """A list that came by the feed."""

    issuer: str
    kind: str
    edition: str
    effective_on: date
    items: int


KINDS = frozenset(one.value for one in ListKind)
_FEED_LISTS = """
SELECT code, list_kind, edition, effective_on, count(DISTINCT (list_entry.generic_name, list_entry.dosage_form))
FROM list_entry JOIN place USING (region) GROUP BY ALL ORDER BY code, list_kind, effective_on DESC, edition
"""


def feed_lists(serving: Serving) -> list[FeedList]:
    """The lists that came by the feed, those published here and handed on to it among them; the newest first."""
    return [
        FeedList(issuer=issuer, kind=kind, edition=edition, effective_on=on, items=items)
        for issuer, kind, edition, on, items in serving.ask(_FEED_LISTS)
        if kind in KINDS
    ]


_FEED_LINES = """
SELECT DISTINCT generic_name, coalesce(dosage_form, '') FROM list_entry JOIN place USING (region)
WHERE code = $issuer AND list_kind = $kind AND edition = $edition AND effective_on = $on ORDER BY 1, 2
"""


def feed_lines(serving: Serving, one: FeedList) -> list[PublicLine]:
    """What a list of the feed holds, by name."""
    given = {"issuer": one.issuer, "kind": one.kind, "edition": one.edition, "on": one.effective_on}
    return [
        PublicLine(
            issuer=one.issuer, kind=one.kind, edition=one.edition, effective_on=one.effective_on, document_number="",
            edition_number=None, number=number, name=name, dosage_form=form, note="",
        )
        for number, (name, form) in enumerate(serving.ask(_FEED_LINES, given), start=1)
    ]  # fmt: skip


def lines_in_force(serving: Serving | None, *, region: str, on: date) -> list[PublicLine]:
    """Every line of the lists in force in a place on a day, its own and those above it."""
    ours = [
        PublicLine(
            issuer=one.issuer, kind=one.kind.value, edition=one.edition, effective_on=one.effective_on,
            document_number=one.document_number, edition_number=one.number, number=item.number, name=item.name,
            dosage_form=item.dosage_form, note=item.note,
        )
        for one, item in lines_on(region, on)
    ]  # fmt: skip
    began = {(one.issuer, one.kind): one.effective_on for one in ours}
    places = {region, *(one.code for one in load_regions().ancestors(region))}
    fed: dict[tuple[str, str], list[FeedList]] = {}
    for listed in feed_lists(serving) if serving else []:
        if listed.issuer in places and listed.effective_on <= on:
            known = fed.setdefault((listed.issuer, listed.kind), [])
            if not known or known[0].effective_on == listed.effective_on:
                known.append(listed)
    later = {key for key, found in fed.items() if key not in began or found[0].effective_on > began[key]}
    kept = [one for one in ours if (one.issuer, one.kind) not in later]
    return kept + [
        line for key in sorted(later) for one in fed[key] if serving for line in feed_lines(serving, one)
    ]  # fmt: skip


def lines_about(lines: Iterable[PublicLine], product: PublicProduct) -> list[PublicLine]:
    """The lines that mean a product, each list once."""
    asked = Asked.of(product.generic_name, product.dosage_form or "")
    found: dict[tuple[str, str, str], PublicLine] = {}
    for one in lines:
        if likeness(one.name, asked) == "same" and covers(one.name, one.dosage_form, asked):
            found.setdefault((one.issuer, one.kind, one.edition), one)
    return list(found.values())


_PRODUCTS = """
SELECT product, product_code, generic_name, dosage_form, spec, packaging, maker_name, units, unit_name
FROM product WHERE $code = '' OR product_code = $code ORDER BY generic_name, product
"""


def product_of(serving: Serving, *, code: str) -> PublicProduct | None:
    """The product of exactly this code."""
    rows = serving.ask(_PRODUCTS, {"code": code}) if code else []
    return PublicProduct(*rows[0]) if rows else None


def listed_products(serving: Serving, *, region: str, on: date, changed_at: datetime | None) -> list[PublicProduct]:
    """The products of drugs on a list of the place or above it; `changed_at`: when the lists last changed."""
    return list(_listed(serving, serving.origin.built_at, region, on, changed_at))


@lru_cache(maxsize=2)
def _listed(
    serving: Serving, built_at: datetime, region: str, on: date, changed_at: datetime | None
) -> tuple[PublicProduct, ...]:
    """Kept for as long as neither the serving file nor the lists change; the arguments are also what tells that."""
    found = lines_in_force(serving, region=region, on=on)
    lines = [(one.name, one.dosage_form) for one in found if one.kind in LISTED]
    products = [PublicProduct(*row) for row in serving.ask(_PRODUCTS, {"code": ""})]
    return tuple(on_lists(products, lines))


def on_lists(products: Iterable[PublicProduct], lines: Iterable[tuple[str, str]]) -> list[PublicProduct]:
    """The products that some line (name, dosage form) of a list means."""
    by_base: dict[str, list[tuple[str, str]]] = {}
    for name, form in lines:
        by_base.setdefault(base_name(name).base, []).append((name, form))
    found = []
    for one in products:
        asked = Asked.of(one.generic_name, one.dosage_form or "")
        near = by_base.get(base_name(asked.name).base, ())
        if any(likeness(name, asked) == "same" and covers(name, form, asked) for name, form in near):
            found.append(one)
    return found
