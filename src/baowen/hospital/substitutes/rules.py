"""What decides about the guide: what an entry may say, which edition rules on a day, how two editions differ. HOS-4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.drugs.forms import form_group, route_of
from baowen.drugs.names import base_name, normalise_name
from baowen.hospital.substitutes.kinds import OF_ENTRIES, REPLACEABILITY_WORDS, Replaceability
from baowen.hospital.substitutes.states import EditionState, Standing

MOST_WORDS: Final = 2000
MOST_NAME: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """What an entry says: the short drug and its substitute by name and form, when, how much, how sure, by whom.

    `strength_differs`: the strengths differ so clearly that doses are not the same; routes and forms are compared here.
    """

    drug: str
    form: str = ""
    substitute: str
    substitute_form: str = ""
    conditions: str
    conversion: str
    strength_differs: bool = False
    replaceability: Replaceability
    grade: str
    sources: str
    children: str = ""
    pregnancy: str = ""
    renal: str = ""
    reviewer: str


def drug_key(name: str, form: str = "") -> str:
    """The key under which the catalogue knows a drug: its active part and the route of its form."""
    parts = base_name(name)
    return f"{parts.base or normalise_name(name)}|{route_of(form or parts.form)}"


def differences(facts: EntryFacts) -> tuple[tuple[str, str], ...]:
    """In which respects the two clearly differ: route, form, strength. 2019 技术指南: such a one replaces in part."""
    ours = facts.form or base_name(facts.drug).form
    theirs = facts.substitute_form or base_name(facts.substitute).form
    found: list[tuple[str, str]] = []
    if route_of(ours) != route_of(theirs):
        found.append(("给药途径", "route"))
    elif form_group(ours) != form_group(theirs):
        found.append(("剂型", "form"))
    if facts.strength_differs:
        found.append(("规格", "strength"))
    return tuple(found)


def checked(facts: EntryFacts, grades: Iterable[str]) -> EntryFacts:
    """The entry with its texts in order; BaowenError that says what is missing or contradicts itself."""
    texts = {
        "drug": normalise_name(filled(facts.drug, "短缺药品", "short drug", most=MOST_NAME)),
        "form": normalise_name(within(facts.form, "剂型", "form", most=100)),
        "substitute": normalise_name(filled(facts.substitute, "替代药品", "substitute", most=MOST_NAME)),
        "substitute_form": normalise_name(within(facts.substitute_form, "替代药品剂型", "its form", most=100)),
        "conditions": filled(facts.conditions, "适应证和条件", "indication and conditions", most=MOST_WORDS),
        "conversion": filled(facts.conversion, "剂量换算", "dose conversion", most=MOST_WORDS),
        "sources": filled(facts.sources, "证据来源", "sources", most=MOST_WORDS),
        "reviewer": filled(facts.reviewer, "审核人", "reviewer", most=MOST_NAME),
        **{
            name: within(getattr(facts, name), zh, en, most=MOST_WORDS)
            for name, zh, en in (
                ("children", "儿童用药提示", "caution for children"), ("pregnancy", "妊娠期提示", "for pregnancy"),
                ("renal", "肾功能不全提示", "for renal impairment"),
            )
        },
    }  # fmt: skip
    known = tuple(grades)
    if facts.grade not in known:
        raise BaowenError(
            f"证据等级“{facts.grade}”无法识别；可用：{'、'.join(known)}", f"the grade is one of {', '.join(known)}"
        )
    ready = _with(facts, texts)
    _refuse_contradiction(ready)
    return ready


def _with(facts: EntryFacts, texts: Mapping[str, str]) -> EntryFacts:
    whole = {one.name: getattr(facts, one.name) for one in fields(facts)} | dict(texts)
    return EntryFacts(**whole)


def _refuse_contradiction(facts: EntryFacts) -> None:
    if (facts.drug, facts.form) == (facts.substitute, facts.substitute_form):
        raise BaowenError("替代药品不能是短缺药品本身", "a drug is no substitute for itself")
    if facts.replaceability not in OF_ENTRIES:
        raise BaowenError(
            "写明了替代药品的条目，只能是“可替代”或“不可完全替代”",
            "an entry with a substitute is replaceable or partly so",
        )
    apart = differences(facts)
    if apart and facts.replaceability is Replaceability.REPLACEABLE:
        zh, en = "、".join(one[0] for one in apart), " and ".join(one[1] for one in apart)
        raise BaowenError(
            f"{facts.drug} 与 {facts.substitute} 的{zh}明显不同，按技术指南应为"
            f"“{REPLACEABILITY_WORDS[Replaceability.PARTLY][0]}”",
            f"{en} clearly differ: by the technical guide it replaces in part",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An edition as its standing is decided: state, first day, and the number that breaks a tie."""

    key: int
    state: EditionState
    effective_on: date


def in_force(editions: Iterable[Dated], day: date) -> int | None:
    """The edition of a region that rules on a day: the published one that began last; None before the first."""
    begun = [one for one in editions if one.state is EditionState.PUBLISHED and one.effective_on <= day]
    return max(begun, key=lambda one: (one.effective_on, one.key)).key if begun else None


def standing(one: Dated, ruling: int | None, day: date) -> Standing:
    """How an edition stands on a day on which edition `ruling` is in force."""
    if one.state is EditionState.DRAFT:
        return Standing.DRAFT
    if one.state is EditionState.WITHDRAWN:
        return Standing.WITHDRAWN
    if one.effective_on > day:
        return Standing.COMING
    return Standing.IN_FORCE if one.key == ruling else Standing.SUPERSEDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What became of a pair of drugs between two editions: the fields that changed, or added, or gone."""

    before: EntryFacts | None
    after: EntryFacts | None
    changed: tuple[str, ...]

    @property
    def entry(self) -> EntryFacts:
        """The entry as it stands, or stood."""
        found = self.after or self.before
        assert found is not None
        return found


_PAIR = ("drug", "form", "substitute", "substitute_form")


def pair_of(facts: EntryFacts) -> tuple[str, ...]:
    """What makes an entry the same in two editions; an edition has each pair once."""
    return tuple(getattr(facts, name) for name in _PAIR)


def compared(before: Iterable[EntryFacts], after: Iterable[EntryFacts]) -> list[Difference]:
    """How an edition differs from the one before, by drug and substitute; what stays the same is left out."""
    old, new = {pair_of(one): one for one in before}, {pair_of(one): one for one in after}
    found = []
    for pair in sorted({*old, *new}):
        was, now = old.get(pair), new.get(pair)
        changed: tuple[str, ...] = ()
        if was and now:
            changed = tuple(one.name for one in fields(now) if getattr(was, one.name) != getattr(now, one.name))
        if not was or not now or changed:
            found.append(Difference(before=was, after=now, changed=changed))
    return found
