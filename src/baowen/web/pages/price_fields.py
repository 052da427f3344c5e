"""The fields of the form of each move of a price matter, so that one template shows them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from baowen.api.book import rulebook
from baowen.orgs.departments import DEPARTMENT_WORDS, Department
from baowen.orgs.regions import RegionLevel
from baowen.price.kinds import STEP_WORDS
from baowen.price.queries import MatterView
from baowen.price.states import Move
from baowen.respond.queries.handovers import receivers
from baowen.web.viewer import Viewer, regions


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `kind` is text, area, day, number, check or choice; `hint` says what may be left out."""

    name: str
    kind: str
    zh: str
    en: str
    required: bool = True
    hint_zh: str = ""
    hint_en: str = ""


_DATE = Field(
    "set_on",
    "day",
    "答复期限",
    "Date",
    False,
    "条文没有天数时可设定，可不填",
    "may be set where no text gives a number",
)
FIELDS: dict[Move, tuple[Field, ...]] = {
    Move.INQUIRE: (Field("words", "area", "函询内容", "Questions"), _DATE),
    Move.CALL_IN: (
        Field("words", "area", "约谈事由", "Why"), Field("held_on", "day", "约谈日期", "Held on"),
        Field("place", "text", "约谈地点", "Where"),
    ),
    Move.MINUTES: (Field("held_on", "day", "约谈日期", "Held on"), Field("words", "area", "约谈纪要", "Minutes")),
    Move.SURVEY: (Field("words", "area", "调查内容", "What is surveyed"), _DATE),
    Move.FINDINGS: (Field("words", "area", "调查结论", "Findings"),),
    Move.ASK_PUBLICLY: (
        Field("title", "text", "标题", "Title"), Field("words", "area", "公开问询内容", "Public questions"), _DATE,
    ),
    Move.ACCEPT_GROUNDS: (Field("words", "area", "认定理由", "Grounds"),),
    Move.FIND_UNREASONABLE: (Field("words", "area", "认定理由", "Grounds"),),
    Move.REFER: (
        Field("words", "area", "认定理由", "Grounds"), Field("receiver", "choice", "接收部门", "Receiver"),
        Field("clue", "area", "移送内容", "The clue"),
    ),
    Move.DEMAND: (Field("words", "area", "纠正要求", "Demand"), _DATE),
    Move.TAKE_CORRECTION: (
        Field("listing", "choice", "挂网编号", "Listing"),
        Field("price", "number", "新价格（元/最小包装）", "New price (yuan a pack)", False,
              "平台已按申报调价的不填", "leave empty where the platform has it already"),
        Field("valid_from", "day", "自何日起", "From", False, "不填为今天", "today unless told"),
    ),
    Move.DISCLOSE: (Field("title", "text", "标题", "Title"), Field("words", "area", "披露内容", "Disclosure")),
    Move.WITHDRAW_NOTICE: (Field("notice", "choice", "公开内容", "Notice"),),
    Move.SUSPEND: (
        Field("words", "area", "暂停理由", "Why"),
        Field("until", "day", "暂停至", "Until", False, "可不填", "optional"),
        Field("for_not_following", "check", "因未跟进他省更低价，按规定的暂停期",
              "for not following a lower price elsewhere, as long as the text says", False),
        Field("copy_to", "text", "抄送", "Copy to", False, "可不填", "optional"),
    ),
    Move.RESUME: (Field("copy_to", "text", "抄送", "Copy to", False, "可不填", "optional"),),
    Move.CREDIT: (Field("words", "area", "记录内容", "Event"),),
    Move.VOID_CREDIT: (Field("credit_event", "choice", "信用记录", "Credit event"),),
    Move.REFERENCE: (
        Field("province", "choice", "省份", "Province"), Field("number", "text", "该省编号", "Its number there"),
        Field("words", "area", "该省结果", "Its result"),
        Field("price", "number", "该省价格（元/最小包装）", "Its price (yuan a pack)", False, "可不填", "optional"),
        Field("priced_on", "day", "价格自何日起", "Price from", False, "填价格时必填", "with a price"),
        Field("is_first_raiser", "check", "该省为首涨省", "That province was the first to accept the rise", False),
    ),
    Move.SET_DATE: (Field("step", "choice", "哪一项", "Of what"), Field("set_on", "day", "期限", "Date")),
    Move.CALL_OFF: (Field("step", "choice", "哪一项", "What"),),
}  # fmt: skip


def fields_of(move: Move, page: MatterView, viewer: Viewer) -> list[dict[str, Any]]:
    """The fields of a move with their choices in this matter."""
    return [
        {
            "name": one.name, "kind": one.kind, "label": viewer.say((one.zh, one.en)), "required": one.required,
            "hint": viewer.say((one.hint_zh, one.hint_en)), "id": f"{move}-{one.name}",
            "choices": _choices(one.name, page, viewer) if one.kind == "choice" else [],
        }
        for one in FIELDS.get(move, ())
    ]  # fmt: skip


def _choices(name: str, page: MatterView, viewer: Viewer) -> list[tuple[str, str]]:
    if name == "receiver":
        return _receivers(viewer)
    if name == "listing":
        return [(one.listing, f"{one.listing} {one.price}") for one in page.listings]
    if name == "notice":
        return [(one.number, f"{one.number} {one.words}") for one in page.notices if one.taken_back_at is None]
    if name == "credit_event":
        return [
            (one.number, f"{one.number} {one.words[:40]}") for one in page.credit_events if one.taken_back_at is None
        ]
    if name == "province":
        own = page.line.region
        provinces = [one for one in regions().all() if one.level is RegionLevel.PROVINCE]
        return [(one.code, one.name) for one in provinces if not regions().within(own, one.code)]
    return [(str(one.id), viewer.say(STEP_WORDS[one.step])) for one in page.owed if one.done_on is None]


def _receivers(viewer: Viewer) -> list[tuple[str, str]]:
    """Who sits in the joint mechanism here or above, market regulation first."""
    found = receivers(viewer.actor, book=rulebook())
    found.sort(key=lambda one: one[1].department is not Department.MARKET_REGULATION)
    return [
        (seat.organisation, f"{place.name} {viewer.say(DEPARTMENT_WORDS[seat.department])} {seat.name}")
        for place, seat in found
    ]
