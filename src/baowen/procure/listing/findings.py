"""What a place's rules say of a price beside the others: colours, spread of packs, the multiple, inversion. Pure.

Colours are `price.colour.rules` of the place's pack; Hunan's are `price.pack_spread.most`, `price.same_drug.multiple`
and the inversion of small specifications by the price-ratio rules. domain.md 6.2 and 6.4. PRC-1, PRI-4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from baowen.core.money import ratio
from baowen.core.policy import Entry, Ruling
from baowen.monitor.indicators import mark_rules
from baowen.monitor.indicators.mark_rules import MarkRule, read_combinations, read_rules
from baowen.procure.listing.comparing import Compared, Figure, OwnTerms, as_offer, figure_of
from baowen.procure.listing.rules import per_unit

TOLD, YELLOW, RED, CUT = "told", "yellow", "red", "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that the rules say. `severity`: told, yellow, red, or cut: the price has to come down."""

    severity: str
    zh: str
    en: str
    clause: str
    basis: str


def findings(
    own: OwnTerms, peers: Sequence[Compared], figures: Sequence[Figure], past: Decimal | None, ruling: Ruling
) -> list[Finding]:  # fmt: skip
    """Everything that a place's rules say of the own price, the gravest first."""
    found = [
        *_colours(own, peers, figures, past, ruling), *_multiple(own, figures, ruling), *_spread(own, peers, ruling),
        *_inversion(own, peers),
    ]  # fmt: skip
    order = (CUT, RED, YELLOW, TOLD)
    return sorted(found, key=lambda one: order.index(one.severity))


def _colours(
    own: OwnTerms, peers: Sequence[Compared], figures: Sequence[Figure], past: Decimal | None, ruling: Ruling
) -> Iterator[Finding]:  # fmt: skip
    entry = ruling.get("price.colour.rules")
    if entry is None:
        return
    rules, others = read_rules(entry.items())
    crossed: list[str] = []
    for rule in rules:
        finding = _colour(rule, entry, own, _against(rule, own, peers, figures, past))
        if finding is not None:
            crossed.append(rule.colour)
            yield finding
    yield from _combined(crossed, ruling.get("price.colour.combination"))
    if others:
        listed = "、".join(map(str, others))
        yield Finding(
            severity=TOLD, zh=f"颜色标识规则第 {listed} 条所需数据平台没有，未判断",
            en=f"colour rules {', '.join(map(str, others))} need data that is not here; not judged",
            clause=entry.clause, basis=entry.basis.value,
        )  # fmt: skip


def _combined(crossed: Sequence[str], entry: Entry | None) -> Iterator[Finding]:
    """What a place's rules say of crossing several lines of one colour at once, as the indicator of marks does."""
    if entry is None or entry.is_unset:
        return
    for one, words in zip(read_combinations(entry.items()), entry.items(), strict=True):
        if crossed.count(one.of) < one.least:
            continue
        yield Finding(
            severity=CUT if one.basis == mark_rules.SUSPEND else one.basis,
            zh=f"同时达到 {crossed.count(one.of)} 条标识规则（{one.least} 条起）：{words['action']}",
            en=f"{crossed.count(one.of)} lines are crossed at once, from {one.least} on another mark follows",
            clause=entry.clause, basis=entry.basis.value,
        )  # fmt: skip


def _against(
    rule: MarkRule, own: OwnTerms, peers: Sequence[Compared], figures: Sequence[Figure], past: Decimal | None
) -> Decimal | None:  # fmt: skip
    """The comparator of a rule, as a price of the own pack; None where there is none or the scope is another."""
    if not _in_scope(rule, own):
        return None
    if rule.comparator == mark_rules.HISTORY:
        return past
    if rule.comparator == mark_rules.SELECTED:
        found = figure_of(figures, "selected_highest")
        return None if found is None else found.price
    if rule.unit_basis == mark_rules.BY_RATIO or rule.comparator in (mark_rules.MEDIAN, mark_rules.MODE):
        found = figure_of(figures, rule.comparator)
        return None if found is None else found.price
    prices = [_by_basis(rule, own, one) for one in peers]
    known = [price for price in prices if price is not None]
    if not known:
        return None
    return min(known) if rule.comparator == mark_rules.LOWEST else max(known)


def _by_basis(rule: MarkRule, own: OwnTerms, one: Compared) -> Decimal | None:
    if rule.unit_basis == mark_rules.PER_PACK:
        return one.price
    units = own.goods.units_per_pack
    return None if one.unit_price is None or units is None else one.unit_price * units


def _in_scope(rule: MarkRule, own: OwnTerms) -> bool:
    if rule.classes is not None:
        letter = re.search(r"[HSZ](?=[0-9]{8})", own.goods.approval_no)
        if letter is None or letter.group() not in rule.classes:
            return False
    return rule.selected is None or own.goods.is_selected is rule.selected


def _colour(rule: MarkRule, entry: Entry, own: OwnTerms, against: Decimal | None) -> Finding | None:
    if against is None or against <= 0:
        return None
    multiple = Decimal(str(rule.multiple))
    over = own.price >= against * multiple if rule.inclusive else own.price > against * multiple
    if not over or (rule.below is not None and own.price >= against * Decimal(str(rule.below))):
        return None
    words, times = entry.items()[rule.number - 1], own.price / against
    suspends = rule.basis == mark_rules.SUSPEND
    return Finding(
        severity=CUT if suspends else rule.colour,
        zh=f"为{words['comparator']} {against:f} 元的 {times:.2f} 倍（{words['operator']} {multiple:f} 倍）："
        f"{words['action']}",
        en=f"{times:.2f} times the comparator, {against:f} yuan (rule {rule.number}: {words['operator']} {multiple:f})",
        clause=entry.clause, basis=entry.basis.value,
    )  # fmt: skip


def _multiple(own: OwnTerms, figures: Sequence[Figure], ruling: Ruling) -> Iterator[Finding]:
    entry, lowest = ruling.get("price.same_drug.multiple"), figure_of(figures, "lowest")
    if entry is None or lowest is None or own.price < lowest.price * entry.number():
        return
    least = lowest.price * entry.number()
    yield Finding(
        severity=CUT, zh=f"达到同药最低价 {lowest.price:f} 元的 {entry.number():f} 倍，须降至 {least:f} 元以下",
        en=f"{entry.number():f} times the lowest of the same drug, {lowest.price:f} yuan: cut it below {least:f}",
        clause=entry.clause, basis=entry.basis.value,
    )  # fmt: skip


def _spread(own: OwnTerms, peers: Sequence[Compared], ruling: Ruling) -> Iterator[Finding]:
    """Packs of one maker and one strength differ by the unit no more than the pack says."""
    entry, unit = ruling.get("price.pack_spread.most"), own.unit_price
    if entry is None or unit is None:
        return
    for one in peers:
        if one.maker != own.goods.maker or one.spec != own.goods.spec or not one.unit_price:
            continue
        spread = abs(unit - one.unit_price) / min(unit, one.unit_price) if unit else None
        if spread is not None and spread > entry.number():
            yield Finding(
                severity=YELLOW,
                zh=f"与本企业同规格 {one.packaging or one.product_code} 的最小单位价相差 {spread:.1%}，"
                f"上限 {entry.number():.0%}",
                en=f"{spread:.1%} off the unit price of the own {one.product_code}; at most {entry.number():.0%}",
                clause=entry.clause, basis=entry.basis.value,
            )  # fmt: skip


def _inversion(own: OwnTerms, peers: Sequence[Compared]) -> Iterator[Finding]:
    """A smaller strength of the maker's own family that costs more than the larger one by the price-ratio rules."""
    mine = as_offer(own.goods, own.forms)
    if mine is None or mine.spec.active_strength is None:
        return
    for one in peers:
        if one.maker != own.goods.maker or one.as_own is None or one.as_own >= own.price:
            continue
        stronger = any(step.zh == "含量差比价" and step.x is not None and step.x < 1 for step in one.steps)
        own_unit, their_unit = per_unit(own.price, own.goods.units_per_pack), one.unit_price
        if stronger and own_unit is not None and their_unit is not None and own_unit >= their_unit:
            yield Finding(
                severity=YELLOW,
                zh=f"小规格倒挂：较本企业大规格 {one.spec} 每单位更贵，按差比价应为 {one.as_own:f} 元"
                f"（{_over(own, one)}）",
                en=f"small-spec inversion beside the maker's own {one.spec}: by the price ratio {one.as_own:f} yuan",
                clause=one.steps[0].clause, basis="code",
            )  # fmt: skip


def _over(own: OwnTerms, one: Compared) -> str:
    times = ratio(own.price, one.as_own) if one.as_own else None
    return "" if times is None else f"现报价为其 {times:.2f} 倍"
