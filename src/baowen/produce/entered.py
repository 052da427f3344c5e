"""A record as it is entered, by form, API or workbook: read from words, checked against its register. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.produce.kinds import (
    FIELDS,
    GROUND_WORDS,
    KIND_WORDS,
    PAPER_WORDS,
    STATE_WORDS,
    STATES,
    Field,
    Ground,
    Paper,
    RecordKind,
    State,
)

MOST: Final = {"title": 200, "drugs": 2000, "conditions": 2000, "product_code": 100, "amount": 100, "case_number": 40}
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """What a record says: `texts` and `days` by the names of the register's fields; papers that are there."""

    kind: RecordKind
    state: State
    texts: Mapping[str, str]
    days: Mapping[str, date | None]
    papers: tuple[Paper, ...] = ()


def entered(kind: RecordKind, given: Mapping[str, str], papers: Iterable[str] = ()) -> NewRecord:
    """Read what was given as words, by field name; `state` beside them. BaowenError for the first that is wrong."""
    texts: dict[str, str] = {}
    days: dict[str, date | None] = {}
    for field in FIELDS[kind]:
        text = given.get(field.name, "")
        if field.sort == "day":
            days[field.name] = _day(field, text)
        elif field.sort == "ground":
            texts[field.name] = code_of(text, Ground, GROUND_WORDS, field.words).value
        else:
            most = MOST.get(field.name, 300)
            reading = filled if field.is_required else within
            texts[field.name] = reading(text, field.zh, field.en, most=most)
    begins, ends = days["from_on"], days.get("until_on")
    if begins and ends and ends < begins:
        raise BaowenError(f"终止日期 {ends} 早于起始日期 {begins}", f"it ends on {ends}, before it begins on {begins}")
    state = code_of(given.get("state", ""), State, STATE_WORDS, ("状态", "state"))
    if state not in STATES[kind]:
        known = "、".join(STATE_WORDS[one][0] for one in STATES[kind])
        raise BaowenError(
            f"{KIND_WORDS[kind][0]}的状态只能是：{known}", f"the state is one of {', '.join(STATES[kind])}"
        )  # fmt: skip
    there = tuple(dict.fromkeys(code_of(one, Paper, PAPER_WORDS, ("材料", "paper")) for one in papers))
    return NewRecord(
        kind=kind, state=state, texts=texts, days=days, papers=there if kind is RecordKind.IMPORT else ()
    )  # fmt: skip


def code_of(text: str, codes: type[Code], words: Mapping[Code, tuple[str, str]], what: tuple[str, str]) -> Code:
    """The code that is meant by a code or by its words in either language; BaowenError that lists what can be said."""
    text = text.strip()
    for code in codes:
        if text in (code.value, *words[code]):
            return code
    known = "、".join(words[code][0] for code in codes)
    raise BaowenError(
        f"{what[0]}“{text}”无法识别；可用：{known}", f"no such {what[1]}; use one of {', '.join(codes)}"
    )  # fmt: skip


def _day(field: Field, text: str) -> date | None:
    text = text.strip()
    if not text:
        if field.is_required:
            raise BaowenError(f"请填写{field.zh}", f"the {field.en} is missing")
        return None
    try:
        # A spreadsheet gives a day with its midnight.
        return date.fromisoformat(text.removesuffix(" 00:00:00"))
    except ValueError:
        raise BaowenError(
            f"{field.zh}应写作 2026-11-30，不是“{text}”", f"the {field.en} is written 2026-11-30, not {text!r}"
        ) from None
