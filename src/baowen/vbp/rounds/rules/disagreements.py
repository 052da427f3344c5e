"""Where what was published and what the rules say differ: told with the facts, judged by people. Pure. VBP-1.

A loser may be cheaper than a winner for good reasons (capacity, several specifications); the report names the case, it
accuses nobody. Prices are compared within one specification; a loser that is only cheaper than a winner of another one
is a kind of its own, because a unit of it is another thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from baowen.core.money import plain, ratio
from baowen.vbp.rounds.entered import NewBid, NewLot, NewRound
from baowen.vbp.rounds.kinds import SupplyRole
from baowen.vbp.rounds.rules.cycle import CycleRule, months_between
from baowen.vbp.rounds.rules.figures import (
    NO_CUT_WORDS,
    cut_of,
    has_price,
    is_same_spec,
    places_of_round,
    winners_of,
)


class Kind(StrEnum):
    """What kind of disagreement it is."""

    LOSER_CHEAPER = "loser_cheaper"
    LOSER_OTHER_SPEC = "loser_other_spec"
    BEYOND_MULTIPLE = "beyond_multiple"
    ABOVE_CEILING = "above_ceiling"
    NO_CUT = "no_cut"
    NO_WINNER = "no_winner"
    NO_BID = "no_bid"
    PLACES_OVERLAP = "places_overlap"
    PLACES_LEFT_OUT = "places_left_out"
    CYCLE_LENGTH = "cycle_length"
    NO_VOLUME = "no_volume"
    MISSING_VOLUME = "missing_volume"
    PLACEHOLDER = "placeholder"
    PRODUCT_PRICE = "product_price"


KIND_WORDS: dict[Kind, tuple[str, str]] = {
    Kind.LOSER_CHEAPER: ("未中选报价低于最高中选价", "a bid not selected is below the dearest winner"),
    Kind.LOSER_OTHER_SPEC: (
        "未中选报价低于另一规格的最高中选价",
        "a bid not selected is below the dearest winner of another specification",
    ),
    Kind.BEYOND_MULTIPLE: (
        "中选价超过同规格最低中选价的规定倍数",
        "a winner costs more than the multiple of the cheapest",
    ),
    Kind.ABOVE_CEILING: ("中选价高于最高有效申报价", "a winner is above its ceiling"),
    Kind.NO_CUT: ("中选价的降幅无法计算", "no price cut can be worked out"),
    Kind.NO_WINNER: ("有报价而无中选", "bids and no winner"),
    Kind.NO_BID: ("约定量表中的品种没有报价", "a volume without a bid"),
    Kind.PLACES_OVERLAP: ("同一地区有几家主供", "several main suppliers of a place"),
    Kind.PLACES_LEFT_OUT: ("有地区没有主供", "places without a main supplier"),
    Kind.CYCLE_LENGTH: ("周期与中选企业数不符", "the cycle is not what the number of winners says"),
    Kind.NO_VOLUME: ("品种没有约定采购量", "a lot without any agreed volume"),
    Kind.MISSING_VOLUME: ("约定采购量缺失", "agreed volumes are missing"),
    Kind.PLACEHOLDER: ("占位报价", "a placeholder instead of a bid"),
    Kind.PRODUCT_PRICE: ("每包装价格与单位报价不符", "the price of a pack is not the unit price times its units"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One case: the lot, who it is about, the facts in both languages, the clause where a rule is behind it."""

    kind: Kind
    lot: str
    drug: str
    who: str
    zh: str
    en: str
    clause: str = ""
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the pack says on the day: the multiple of the cheapest at most, the cycle by winners. None: nothing."""

    multiple: Decimal | None
    multiple_clause: str
    cycle: CycleRule | None


def disagreements_of(new: NewRound, rules: Rules) -> tuple[Disagreement, ...]:
    """Everything to look at in a round, by lot."""
    everywhere = places_of_round(new.lots)
    found: list[Disagreement] = []
    for lot in new.lots:
        found += _of_bids(lot)
        found += _of_prices(lot, rules)
        found += _of_places(lot, everywhere)
        found += _of_cycle(lot, rules.cycle, new.starts_on, new.ends_on)
        found += _of_volumes(lot, any(one.volumes for one in new.lots))
    return tuple(found)


def _case(kind: Kind, lot: NewLot, who: str, words: tuple[str, str], *, clause: str = "", regions: Iterable[str] = ()
) -> Disagreement:  # fmt: skip
    return Disagreement(
        kind=kind, lot=lot.number, drug=lot.drug, who=who, zh=words[0], en=words[1], clause=clause,
        regions=tuple(sorted(regions)),
    )  # fmt: skip


def _of_bids(lot: NewLot) -> Iterator[Disagreement]:
    if not lot.bids:
        yield _case(Kind.NO_BID, lot, "", ("没有公布报价，可能流标", "no bid is published; it may have failed"))
    elif not winners_of(lot):
        count = len(lot.bids)
        yield _case(Kind.NO_WINNER, lot, "", (f"{count} 家报价，无一中选", f"{count} bids, none selected"))
    for bid in lot.bids:
        if bid.price is not None and not has_price(bid):
            text = plain(bid.price)
            yield _case(
                Kind.PLACEHOLDER, lot, bid.enterprise_name, (f"报价 {text}，不计入比较", f"{text}: not compared")
            )  # fmt: skip
        yield from _of_products(lot, bid)


def _of_products(lot: NewLot, bid: NewBid) -> Iterator[Disagreement]:
    for one in bid.products:
        if bid.price is None or ratio(one.price, one.units) == bid.price:
            continue
        worked, told = plain(ratio(one.price, one.units) or Decimal(0)), plain(bid.price)
        yield _case(
            Kind.PRODUCT_PRICE, lot, bid.enterprise_name,
            (f"{one.code} 每包装 {plain(one.price)} 元，折合每单位 {worked} 元，报价 {told} 元",
             f"{one.code}: {plain(one.price)} a pack, {worked} a unit, but the bid is {told}"),
        )  # fmt: skip


def _of_prices(lot: NewLot, rules: Rules) -> Iterator[Disagreement]:
    top = max((bid for bid in lot.bids if bid.is_selected and has_price(bid)), key=_price, default=None)
    for bids in _by_spec(lot):
        chosen = [bid for bid in bids if bid.is_selected and has_price(bid)]
        dearest, cheapest = max(chosen, key=_price, default=None), min(chosen, key=_price, default=None)
        for bid in bids:
            if bid.is_selected or not has_price(bid):
                continue
            if dearest is not None and _price(bid) < _price(dearest):
                yield _loser(lot, bid, dearest, Kind.LOSER_CHEAPER)
            elif top is not None and _price(bid) < _price(top):
                yield _loser(lot, bid, top, Kind.LOSER_OTHER_SPEC)
        most = rules.multiple * _price(cheapest) if rules.multiple is not None and cheapest is not None else None
        for bid in chosen:
            if most is not None and cheapest is not None and _price(bid) > most:
                yield _beyond(lot, bid, cheapest, rules)
    yield from _of_cuts(lot)


def _by_spec(lot: NewLot) -> list[list[NewBid]]:
    groups: list[list[NewBid]] = []
    for bid in lot.bids:
        same = next((group for group in groups if is_same_spec(group[0].spec, bid.spec)), None)
        if same is None:
            groups.append([bid])
        else:
            same.append(bid)
    return groups


def _price(bid: NewBid) -> Decimal:
    assert bid.price is not None
    return bid.price


def _loser(lot: NewLot, bid: NewBid, dearest: NewBid, kind: Kind) -> Disagreement:
    own, top = plain(_price(bid)), plain(_price(dearest))
    return _case(
        kind, lot, bid.enterprise_name,
        (f"{bid.spec} 报价 {own} 元未中选，低于中选的 {dearest.enterprise_name} {dearest.spec} {top} 元",
         f"{bid.spec}: {own} was not selected, {dearest.enterprise_name} with {dearest.spec} was at {top}"),
    )  # fmt: skip


def _beyond(lot: NewLot, bid: NewBid, cheapest: NewBid, rules: Rules) -> Disagreement:
    times, most = plain(ratio(_price(bid), _price(cheapest)) or Decimal(0)), plain(rules.multiple or Decimal(0))
    own, least = plain(_price(bid)), plain(_price(cheapest))
    return _case(
        Kind.BEYOND_MULTIPLE, lot, bid.enterprise_name,
        (f"{bid.spec} {own} 元，为最低中选价 {least} 元的 {times} 倍，超过 {most} 倍",
         f"{bid.spec}: {own} is {times} times the cheapest winner at {least}, more than {most}"),
        clause=rules.multiple_clause,
    )  # fmt: skip


def _of_cuts(lot: NewLot) -> Iterator[Disagreement]:
    chosen = [bid for bid in lot.bids if bid.is_selected]
    cuts = [(bid, cut_of(lot, bid)) for bid in chosen]
    for why in dict.fromkeys(cut.why for _, cut in cuts if cut.share is None):
        count = sum(cut.why is why for _, cut in cuts)
        zh, en = NO_CUT_WORDS[why]
        yield _case(Kind.NO_CUT, lot, "", (f"{count} 个中选报价：{zh}", f"{count} winners: {en}"))
    for bid, cut in cuts:
        if cut.share is not None and cut.base is not None and cut.share < 0:
            own, base = plain(_price(bid)), plain(cut.base)
            yield _case(
                Kind.ABOVE_CEILING, lot, bid.enterprise_name,
                (
                    f"{bid.spec} 中选价 {own} 元，最高有效申报价 {base} 元",
                    f"{bid.spec}: {own} above the ceiling {base}",
                ),
            )  # fmt: skip


def _of_places(lot: NewLot, everywhere: frozenset[str]) -> Iterator[Disagreement]:
    chosen = [bid for bid in lot.bids if bid.is_selected]
    mains: defaultdict[str, list[str]] = defaultdict(list)
    for bid in chosen:
        for region, role in bid.places:
            if role is SupplyRole.MAIN:
                mains[region].append(bid.enterprise_name)
    twice = [region for region, names in mains.items() if len(set(names)) > 1]
    if twice:
        count = len(twice)
        yield _case(
            Kind.PLACES_OVERLAP, lot, "", (f"{count} 个地区有几家主供", f"{count} places have several"), regions=twice
        )
    if chosen and all(bid.places for bid in chosen) and (left := everywhere - mains.keys()):
        count = len(left)
        yield _case(
            Kind.PLACES_LEFT_OUT, lot, "", (f"{count} 个地区没有主供", f"{count} places have none"), regions=left
        )


def _of_cycle(lot: NewLot, rule: CycleRule | None, first: date | None, last: date | None) -> Iterator[Disagreement]:
    due = rule.months(winners_of(lot)) if rule is not None else None
    held = lot.months if lot.months is not None else (months_between(first, last) if first and last else None)
    if rule is None or due is None or (lot.months is None and not (first and last)) or held == due:
        return
    count, told = winners_of(lot), "起止不是整月" if held is None else f"{held} 个月"
    en = "no whole months" if held is None else f"{held} months"
    yield _case(
        Kind.CYCLE_LENGTH, lot, "",
        (f"{count} 家中选应为 {due} 个月，实为{told}", f"{count} winners: {due} months, not {en}"),
        clause=rule.clause,
    )  # fmt: skip


def _of_volumes(lot: NewLot, are_told: bool) -> Iterator[Disagreement]:
    gaps = [region for region, _, units in lot.volumes if units is None]
    if gaps:
        count = len(gaps)
        yield _case(
            Kind.MISSING_VOLUME, lot, "", (f"缺 {count} 个", f"{count} missing"), regions=set(gaps)
        )  # fmt: skip
    if are_told and winners_of(lot) and not lot.volumes:
        yield _case(Kind.NO_VOLUME, lot, "", ("约定量表中没有这个品种", "the volumes do not name it"))


def by_kind(found: Sequence[Disagreement]) -> dict[Kind, int]:
    """How many of each kind, in the order of the kinds."""
    return {kind: count for kind in Kind if (count := sum(one.kind is kind for one in found))}
