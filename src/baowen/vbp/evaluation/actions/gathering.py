"""What records and packs give to a run: the round's products, confirmed exemptions, the values in force. VBP-7."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from baowen.core.policy import Packs, Ruling
from baowen.orgs.regions import load_regions
from baowen.vbp.evaluation.given import Given, GivenBeside, GivenProduct, Ruled
from baowen.vbp.evaluation.kinds import ExemptionKind
from baowen.vbp.evaluation.models import Exemption
from baowen.vbp.evaluation.rules.columns import Limits
from baowen.vbp.evaluation.rules.exempting import Exempt
from baowen.vbp.evaluation.states import ExemptionState
from baowen.vbp.rounds.queries import RoundView, besides, products_of, selected_products

FAILING, EXCUSED, SHARE, COUNTS = (
    "vbp.evaluation.failing", "vbp.evaluation.excused", "vbp.non_selected.most", "vbp.non_selected.counts",
)  # fmt: skip
NUMERATOR, WHOLE_MONTHS, SURPLUS = "vbp.progress.numerator", "vbp.evaluation.whole_months", "vbp.surplus.separate"
PROPOSALS, APPEAL_DAYS = "vbp.evaluation.proposals", "vbp.evaluation.appeal_days"
USED = (FAILING, EXCUSED, SHARE, COUNTS, NUMERATOR, WHOLE_MONTHS, SURPLUS)
VOLUME_WORDS, SHARE_WORDS = "未完成约定采购量", "非中选产品采购比例超过规定"
"""The entries of FAILING as the text words them."""


def gathered(one: RoundView, as_of: date, packs: Packs) -> Given:
    """Everything but the lake, as it stands now: the rules are those of the day that the run is as of."""
    ruling = packs.ruling(one.region, as_of)
    failing = _value(ruling, FAILING)
    share, whole, counts = _value(ruling, SHARE), _value(ruling, WHOLE_MONTHS), _value(ruling, COUNTS)
    limits = Limits(
        share=None if share is None else Decimal(share), whole_months=bool(whole),
        judges_volume=failing is None or VOLUME_WORDS in failing,
        judges_share=failing is None or SHARE_WORDS in failing,
    )  # fmt: skip
    return Given(
        round_code=one.code, as_of=as_of, numerator=_value(ruling, NUMERATOR) or "ordered",
        counts=("same",) if counts is None else tuple(counts), limits=limits, ruled=_ruled(ruling),
        exempts=confirmed_exempts(one), products=_products(one), surplus_separate=_surplus(ruling),
        besides=tuple(
            GivenBeside(lot=row.lot, drug=row.drug, likeness=row.likeness.value) for row in besides(one.code)
        ),
    )  # fmt: skip


def confirmed_exempts(one: RoundView) -> tuple[Exempt, ...]:
    """The confirmed exemptions of a round, by number."""
    rows = Exemption.objects.filter(round_code=one.code, state=ExemptionState.CONFIRMED.value).order_by("pk")
    return tuple(exempt_of(row, one.region) for row in rows)


def exempt_of(row: Exemption, region: str) -> Exempt:
    """An exemption as the evaluators take it, in a round that is run in a region."""
    places = frozenset() if row.region == region else frozenset(load_regions().codes_within(row.region))
    return Exempt(
        number=row.pk, kind=ExemptionKind(row.kind), from_on=row.from_on, until_on=row.until_on, places=places,
        hospital=row.hospital, lot=row.lot, product=row.product, eased=row.eased, clause=row.clause,
    )  # fmt: skip


def _value(ruling: Ruling, key: str) -> Any:
    entry = ruling.get(key)
    return None if entry is None else entry.value


def _surplus(ruling: Ruling) -> bool | None:
    """Whether surplus is computed separately (VB-2.4): as the pack says; before its first day it still was."""
    entry = ruling.get(SURPLUS)
    if entry is not None:
        return entry.flag()
    begins = [one.valid_from for pack in ruling.chain for one in pack.entries if one.key == SURPLUS]
    return True if any(day is not None and ruling.on < day for day in begins) else None


def _ruled(ruling: Ruling) -> tuple[Ruled, ...]:
    found = (ruling.get(key) for key in USED)
    return tuple(
        Ruled(key=one.key, value=_text(one.value), clause=one.clause, basis=one.basis.value, pack=one.pack)
        for one in found
        if one is not None
    )


def _text(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _products(one: RoundView) -> tuple[GivenProduct, ...]:
    roles = _roles(one)
    return tuple(
        GivenProduct(
            lot=row.lot, code=row.product_code, tier=row.quality_tier, price=row.price,
            roles=roles.get((row.lot, row.product_code), {}) if row.is_selected else {},
        )
        for row in products_of(one.code)
    )  # fmt: skip


def _roles(one: RoundView) -> dict[tuple[str, str], dict[str, str]]:
    """By lot and product: as what it is selected, by city; under "" where that is the same in all of them."""
    cities = [child.code for child in load_regions().children(one.region)] or [one.region]
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for city in cities:
        for row in selected_products(one.code, city):
            found[row.lot, row.product_code][city] = row.role.value
    everywhere = {
        key: next(iter(roles.values()))
        for key, roles in found.items()
        if len(roles) == len(cities) and len(set(roles.values())) == 1
    }
    return {key: {"": everywhere[key]} if key in everywhere else roles for key, roles in found.items()}
