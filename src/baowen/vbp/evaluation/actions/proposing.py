"""The platform proposes exemptions that it sees: cheaper purchases of the same tier, confirmed supply problems, listed
drugs. Nothing counts before a person has confirmed it. VBP-7 (VB-2.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

import polars as pl

from baowen.core.audit.trail import writing
from baowen.core.home import Home
from baowen.core.policy import Packs
from baowen.lake.store import Lake
from baowen.lists.kinds import ListKind
from baowen.lists.names import Asked, covers, likeness
from baowen.lists.queries import lines_on
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.vbp.evaluation.actions.exempting import NewExemption, kept
from baowen.vbp.evaluation.actions.gathering import gathered
from baowen.vbp.evaluation.actions.running import READ
from baowen.vbp.evaluation.evaluating import evaluate
from baowen.vbp.evaluation.kinds import ExemptionKind, ExemptionSource
from baowen.vbp.evaluation.models import Exemption
from baowen.vbp.evaluation.rules.columns import UNIT
from baowen.vbp.evaluation.rules.exempting import Exempt
from baowen.vbp.rounds.queries import RoundView, round_of, selected_products
from baowen.vbp.supply.confirmed import CONFIRMATION_WORDS, Confirmation, Confirmed

OF_PROBLEM = {Confirmation.SUPPLY_FAILURE: ExemptionKind.BACKUP, Confirmation.SHORTAGE: ExemptionKind.SHORTAGE}
"""What a confirmed problem exempts; one of quality is left to people."""
Seen = tuple[str, NewExemption]


def propose_seen(
    home: Home, round_code: str, as_of: date, problems: Sequence[Confirmed], *, actor: Actor, at: datetime, packs: Packs
) -> int:
    """Propose whatever the platform sees and has not proposed before; how many. Problems beyond the cycle are cut."""
    one = round_of(round_code)
    require(actor, Act.VBP_EVALUATE, one.region, regions=load_regions())
    if one.starts_on is None or one.ends_on is None:
        return 0
    cycle = (one.starts_on, one.ends_on)
    found = [*_of_problems(problems, cycle), *_of_lists(one, cycle), *_cheaper(home, one, as_of, cycle, packs)]
    known = set(Exemption.objects.filter(round_code=round_code).values_list("kind", "origin"))
    new = [(origin, asked) for origin, asked in found if (asked.kind.value, origin) not in known]
    if not new:
        return 0
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        for origin, asked in new:
            kept(one, asked, ExemptionSource.PLATFORM, actor=actor, at=at, trail=trail, origin=origin)
    return len(new)


def _of_problems(problems: Iterable[Confirmed], cycle: tuple[date, date]) -> Iterator[Seen]:
    for one in problems:
        kind = OF_PROBLEM.get(one.kind)
        first, last = max(one.from_on, cycle[0]), min(one.until_on or cycle[1], cycle[1])
        if kind is None or last < first:
            continue
        words = f"供应问题 {one.number} 经省级核实：{CONFIRMATION_WORDS[one.kind][0]}"
        yield f"problem/{one.number}", NewExemption(
            kind=kind, from_on=first, until_on=last, words=words, region=one.region, hospital=one.hospital,
            lot=one.lot, product=one.product_code, evidence=f"{one.number}（{one.confirmed_on} 核实）",
        )  # fmt: skip


def _of_lists(one: RoundView, cycle: tuple[date, date]) -> Iterator[Seen]:
    """Lots whose drug stands on a shortage list: how far their volume is eased is for an officer to say."""
    lines = [(edition, item) for edition, item in lines_on(one.region, cycle[1]) if edition.kind is ListKind.SHORTAGE]
    lots = {row.lot: row.drug for row in selected_products(one.code)}
    for lot, drug in lots.items():
        asked = Asked.of(drug)
        for edition, item in lines:
            if likeness(item.name, asked) == "same" and covers(item.name, item.dosage_form, asked):
                yield f"list/{lot}", NewExemption(
                    kind=ExemptionKind.EASED, from_on=cycle[0], until_on=cycle[1], lot=lot,
                    words=f"{drug} 在短缺药品清单中，考核兼顾供应；放宽多少由经办人员核定",
                    evidence=f"{edition.issuer} {edition.edition}",
                )  # fmt: skip
                break


def _cheaper(
    home: Home, one: RoundView, as_of: date, cycle: tuple[date, date], packs: Packs
) -> Iterator[Seen]:  # fmt: skip
    """Lots of which cheaper purchases of the same tier were made, with how much that was."""
    probe = Exempt(number=1, kind=ExemptionKind.CHEAPER, from_on=cycle[0], until_on=cycle[1])
    given = replace(gathered(one, as_of, packs), exempts=(probe,))
    known = Lake(home.lake).versions()
    steps = evaluate(home, given, {name: known[name] for name in READ if name in known}).steps
    lots = steps.group_by("lot").agg(units=pl.col("units").sum() // UNIT, rows=pl.len()).sort("lot")
    for lot, units, rows in lots.filter(pl.col("units") > 0).iter_rows():
        yield f"cheaper/{lot}", NewExemption(
            kind=ExemptionKind.CHEAPER, from_on=cycle[0], until_on=cycle[1], lot=lot,
            words=f"品种 {lot} 有 {rows} 个考核对象采购了同质量层次且低于中选价的产品",
            evidence=f"共 {units} 最小单位，按月平均采购价与中选价比较",
        )  # fmt: skip
