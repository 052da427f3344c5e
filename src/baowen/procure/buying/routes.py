"""What may a hospital do for a drug, here, today? The routes in order, each with its conditions and clause. Pure.

The packs decide: `lists.opens.*` say which lists open a route to whom and under which conditions; a route that no entry
opens at the hospital's place is closed and says so. PRC-1 to PRC-3, PRC-6, LST-3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from baowen.core.policy import Entry, Ruling
from baowen.lists.opens import Opened
from baowen.procure.buying.kinds import WHEN_WORDS, Route, Standing, When
from baowen.procure.listing.kinds import ListingPath
from baowen.procure.listing.states import ListingState

DIRECT_PATHS = frozenset(
    {ListingPath.DIRECT, ListingPath.STRAIGHT, ListingPath.SUBSTITUTE, ListingPath.CONDITIONAL}
)  # fmt: skip
DUTY, CARRIERS = "buying.listing.duty", "delivery.no_competition.carriers"
SUSPENDED_COUNTS = "buying.suspended_counts_as_listed"
DUTY_EN: Final = "what public institutions use is listed and bought on the province's platform"
CARRIERS_EN: Final[dict[str, str]] = {
    "邮政企业": "postal enterprises", "省属企业": "enterprises of the province", "快递企业": "express enterprises",
}  # fmt: skip
NO_ROUTE: Final = ("当地政策没有此途径", "the packs that rule here have no such route")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProduct:
    """A product of the drug on the platform. `can_supply`: whether who has to deliver it can, None where nobody said;
    `evidence`: what shows that it cannot, such as refused order lines."""

    number: str
    state: ListingState
    path: ListingPath
    can_supply: bool | None = None
    evidence: tuple[str, ...] = ()

    @property
    def can_be_bought(self) -> bool:
        return self.state is ListingState.LISTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A hospital's case: what is listed, and what it says itself. None: it has not said."""

    listings: tuple[ListedProduct, ...] = ()
    emergency: bool = False
    clinical_need: bool | None = None
    none_can_supply: bool | None = None
    no_competition: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition: whether it holds, None where it is for the hospital to show; in words."""

    when: When
    is_met: bool | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteAnswer:
    """A route and whether it is open. `why_*`: why it is closed, or what is missing; "" where it is open.

    `words_*`: the route as the pack words it. `clause` and `basis` are "" where no entry speaks of it there.
    """

    route: Route
    standing: Standing
    conditions: tuple[Condition, ...] = ()
    words_zh: str = ""
    words_en: str = ""
    why_zh: str = ""
    why_en: str = ""
    clause: str = ""
    basis: str = ""
    basis_zh: str = ""
    note_zh: str = ""
    note_en: str = ""
    pack: str = ""
    editions: tuple[str, ...] = field(default=())

    @property
    def is_closed(self) -> bool:
        return self.standing is Standing.CLOSED


def routes_to_buy(opens: Sequence[Opened], situation: Situation, ruling: Ruling) -> tuple[RouteAnswer, ...]:
    """Every route in order, open or not. `opens`: what the lists open there; `ruling`: the packs of the place."""
    counted = ruling.get(SUSPENDED_COUNTS)
    facts = _facts(situation, suspended_counts=counted is not None and counted.flag())
    found = [_listed(facts, ruling.get(DUTY))]
    for route in (Route.DIRECT, Route.NEGOTIATION, Route.FILING, Route.TEMPORARY):
        found.append(_best(route, [one for one in opens if one.by == route], facts, ruling))
    found.append(_carried(situation, ruling.get(CARRIERS)))
    return tuple(found)


def best_of(answers: Iterable[RouteAnswer]) -> RouteAnswer | None:
    """The first route of purchase that is open, else the first that only has to be shown; None where all are closed."""
    bought = [one for one in answers if one.route is not Route.CARRIER]
    for standing in (Standing.OPEN, Standing.TO_SHOW):
        for one in bought:
            if one.standing is standing:
                return one
    return None


def _facts(situation: Situation, *, suspended_counts: bool) -> dict[When, tuple[bool | None, str, str]]:
    """Whether each condition holds, with what was found."""
    bought = [one for one in situation.listings if one.can_be_bought]
    aside = len(situation.listings) - len(bought)
    supplying = [one for one in bought if one.can_supply is not False]
    direct = [one for one in supplying if one.path in DIRECT_PATHS]
    listed = situation.listings if suspended_counts else bought
    beside_zh = f"，另有 {aside} 个暂停或不活跃" if aside else ""
    beside_en = f", {aside} more suspended or inactive" if aside else ""
    count = (f"可采购的挂网产品 {len(bought)} 个{beside_zh}", f"{len(bought)} listed to be bought{beside_en}")
    return {
        When.LISTED: (bool(supplying), *count),
        When.LISTED_DIRECTLY: (bool(direct), f"直接挂网的 {len(direct)} 个", f"{len(direct)} listed directly"),
        When.NONE_LISTED: (not listed, *count),
        When.NONE_SUPPLY: _none_supply(bought, situation.none_can_supply),
        When.CLINICAL_NEED: (_need(situation), *_said(_need(situation))),
        When.NO_COMPETITION: (situation.no_competition, *_said(situation.no_competition)),
    }


def _none_supply(bought: Sequence[ListedProduct], said: bool | None) -> tuple[bool | None, str, str]:
    """Every listing that can be bought is known to fail, or the hospital says so and has to show it."""
    if not bought:
        return True, "没有可采购的挂网产品", "nothing is listed to be bought"
    left = [one.number for one in bought if one.can_supply is None]
    able = [one.number for one in bought if one.can_supply]
    if able:
        return False, f"{'、'.join(able)} 可以供应", f"{', '.join(able)} can be supplied"
    if not left:
        shown = [text for one in bought for text in one.evidence]
        return True, f"有据：{'、'.join(shown) or '均已确认'}", f"shown: {', '.join(shown) or 'all confirmed'}"
    if said is False:
        return False, "医疗机构称可以供应", "the hospital says that they can supply"
    zh = "医疗机构已声明，备案时附证据" if said else "须说明并附证据"
    en = "the hospital says so; evidence goes with the filing" if said else "to be said and shown"
    return (True if said else None), f"{'、'.join(left)}：{zh}", f"{', '.join(left)}: {en}"


def _need(situation: Situation) -> bool | None:
    """An emergency is a clinical need."""
    return True if situation.emergency else situation.clinical_need


def _said(value: bool | None) -> tuple[str, str]:
    if value is None:
        return "由医疗机构说明", "for the hospital to say"
    return ("医疗机构已说明", "the hospital says so") if value else ("医疗机构称没有", "the hospital says no")


def _condition(when: When, facts: dict[When, tuple[bool | None, str, str]]) -> Condition:
    is_met, zh, en = facts[when]
    words = WHEN_WORDS[when]
    return Condition(when=when, is_met=is_met, zh=f"{words[0]}（{zh}）", en=f"{words[1]} ({en})")


def _listed(facts: dict[When, tuple[bool | None, str, str]], duty: Entry | None) -> RouteAnswer:
    """The ordinary purchase: open to every drug of which something is listed."""
    one = _condition(When.LISTED, facts)
    return RouteAnswer(
        route=Route.LISTING, conditions=(one,), words_zh=duty.text() if duty else "",
        words_en=DUTY_EN if duty else "",
        **_judged((one,)), **_written(duty),
    )  # fmt: skip


def _best(
    route: Route, rules: Sequence[Opened], facts: dict[When, tuple[bool | None, str, str]], ruling: Ruling
) -> RouteAnswer:
    """The answer of the most open of the rules that open a route here; closed where there is none."""
    answers = [_by_rule(route, one, facts) for one in rules]
    if answers:
        return min(answers, key=lambda one: list(Standing).index(one.standing))
    entry, rule = _rule_of(route, ruling)
    if entry is None:
        return RouteAnswer(route=route, standing=Standing.CLOSED, why_zh=NO_ROUTE[0], why_en=NO_ROUTE[1])
    words = WHEN_WORDS[When.ON_LISTS]
    missing = Condition(when=When.ON_LISTS, is_met=False, zh=words[0], en=words[1])
    return RouteAnswer(
        route=route, conditions=(missing,), words_zh=rule["zh"], words_en=rule["en"], **_judged((missing,)),
        **_written(entry),
    )  # fmt: skip


def _rule_of(route: Route, ruling: Ruling) -> tuple[Entry | None, dict[str, str]]:
    """The entry that speaks of a route at a place, whether or not it opens it to the drug."""
    for key in ruling.keys("lists.opens."):
        entry = ruling.entry(key)
        for rule in entry.items():
            if rule.get("by") == route:
                return entry, rule
    return None, {}


def _by_rule(route: Route, rule: Opened, facts: dict[When, tuple[bool | None, str, str]]) -> RouteAnswer:
    conditions = tuple(_condition(When(code), facts) for code in rule.when)
    return RouteAnswer(
        route=route, conditions=conditions, words_zh=rule.zh, words_en=rule.en, clause=rule.clause, basis=rule.basis,
        basis_zh=rule.basis_zh, note_zh=rule.note, note_en=rule.note_en, pack=rule.pack,
        editions=rule.editions, **_judged(conditions),
    )  # fmt: skip


def _carried(situation: Situation, carriers: Entry | None) -> RouteAnswer:
    """Who may deliver where nobody competes; no way to buy, but to get what was bought."""
    if carriers is None:
        return RouteAnswer(route=Route.CARRIER, standing=Standing.CLOSED, why_zh=NO_ROUTE[0], why_en=NO_ROUTE[1])
    words, said = WHEN_WORDS[When.NO_COMPETITION], _said(situation.no_competition)
    one = Condition(
        when=When.NO_COMPETITION, is_met=situation.no_competition, zh=f"{words[0]}（{said[0]}）",
        en=f"{words[1]} ({said[1]})",
    )  # fmt: skip
    return RouteAnswer(
        route=Route.CARRIER, conditions=(one,), words_zh="、".join(carriers.items()),
        words_en=", ".join(CARRIERS_EN.get(one, one) for one in carriers.items()),
        **_judged((one,)), **_written(carriers),
    )  # fmt: skip


def _judged(conditions: Sequence[Condition]) -> dict[str, Any]:
    """Whether conditions that must all hold leave a route open, and which of them it lacks."""
    unmet = [one for one in conditions if one.is_met is False]
    unknown = [one for one in conditions if one.is_met is None]
    standing = Standing.CLOSED if unmet else Standing.TO_SHOW if unknown else Standing.OPEN
    lacking = unmet or unknown
    return {
        "standing": standing,
        "why_zh": ("不符合：" if unmet else "还须：") + "；".join(one.zh for one in lacking) if lacking else "",
        "why_en": ("not so: " if unmet else "still: ") + "; ".join(one.en for one in lacking) if lacking else "",
    }


def _written(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    return {
        "clause": entry.clause, "basis": str(entry.basis), "basis_zh": entry.basis.zh, "note_zh": entry.note_zh,
        "note_en": entry.note_en,
        "pack": entry.pack,
    }  # fmt: skip
