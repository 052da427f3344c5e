"""Reads a message, as JSON or XML, into values, and says of each field that is not as it should be what to do. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree import ElementTree

from baowen.core.clock import SHANGHAI
from baowen.core.problems import BaowenError, Problem
from baowen.procure.exchange.shapes import Field, Holds, Message

LINES = "mx"
ROW = "row"
MOST_LINES = 10_000
MOST_BYTES = 20 * 1024 * 1024
Values = dict[str, Any]
_DAY = re.compile(r"(\d{4})[-/]?(\d{1,2})[-/]?(\d{1,2})")
_INSTANT = re.compile(_DAY.pattern + r"(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Read:
    """A message as it was read: values of the head and of each line that is whole, and everything that is wrong.

    `numbers` are the places of the lines in the message, from 1; a line with a problem is left out.
    """

    message: Message
    head: Values
    lines: tuple[Values, ...]
    numbers: tuple[int, ...]
    problems: tuple[Problem, ...]


class _NoDoctype(ElementTree.TreeBuilder):
    """A document type could name entities without end, and files of this machine: none is taken."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise BaowenError("XML 中不能有 DOCTYPE，请去掉后重发", "an XML message has no DOCTYPE; send it without")


def read(message: Message, body: bytes, *, is_xml: bool) -> Read:
    """The values of a message. BaowenError for what is no JSON or XML, or is too large to be one message."""
    if len(body) > MOST_BYTES:
        raise BaowenError("报文超过 20 MB，请分批发送", "the message is larger than 20 MB; send it in parts")
    head_texts, line_texts = _from_xml(body) if is_xml else _from_json(body)
    if len(line_texts) > MOST_LINES:
        raise BaowenError(f"一个报文最多 {MOST_LINES:,} 行，请分批发送", f"a message has {MOST_LINES:,} lines at most")
    problems: list[Problem] = []
    head = _values(message, message.head, head_texts, 0, problems)
    lines, numbers = [], []
    for number, texts in enumerate(line_texts, start=1):
        before = len(problems)
        values = _values(message, message.lines, texts, number, problems)
        if len(problems) == before:
            lines.append(values)
            numbers.append(number)
    if not line_texts:
        problems.append(
            _problem(message, 0, LINES, "", "报文没有明细", "请在 mx 中填写明细", "the message has no line")
        )
    return Read(message, head, tuple(lines), tuple(numbers), (*problems, *_twice(message, lines, numbers)))


def _twice(message: Message, lines: Iterable[Values], numbers: Iterable[int]) -> list[Problem]:
    seen: dict[object, int] = {}
    found = []
    for line, number in zip(lines, numbers, strict=True):
        first = seen.setdefault(line[message.key], number)
        if first != number:
            found.append(_problem(
                message, number, message.key, str(line[message.key]), f"与第 {first} 行的编号相同",
                "每行用各自的编号；同一批货分行的，请合并", f"the same number as line {first}",
            ))  # fmt: skip
    return found


def _from_json(body: bytes) -> tuple[Mapping[str, object], list[Mapping[str, object]]]:
    try:
        data = json.loads(body, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise BaowenError("报文不是有效的 JSON，请核对编码（UTF-8）和格式", "the message is no valid JSON") from error
    if isinstance(data, list):
        data = {LINES: data}
    if not isinstance(data, dict):
        raise BaowenError("JSON 报文应为对象，明细放在 mx 数组中", "a JSON message is an object, its lines in mx")
    lines = data.get(LINES, [])
    if not isinstance(lines, list) or not all(isinstance(one, dict) for one in lines):
        raise BaowenError("mx 应为明细对象的数组", "mx is an array of objects")
    return data, lines


def _from_xml(body: bytes) -> tuple[Mapping[str, object], list[Mapping[str, object]]]:
    parser = ElementTree.XMLParser(target=_NoDoctype())  # noqa: S314 - a document type is refused, see above
    try:
        parser.feed(body)
        root = parser.close()
    except ElementTree.ParseError as error:
        raise BaowenError(
            f"报文不是有效的 XML（第 {error.position[0]} 行）", f"no valid XML, line {error.position[0]}"
        ) from error
    head: dict[str, object] = {child.tag: child.text or "" for child in root if child.tag != LINES}
    lines: list[Mapping[str, object]] = [
        {cell.tag: _cell(cell) for cell in row} for part in root.findall(LINES) for row in part.findall(ROW)
    ]
    return head, lines


def _cell(cell: ElementTree.Element) -> object:
    return [one.text or "" for one in cell] if len(cell) else cell.text or ""


def _values(
    message: Message, fields: Iterable[Field], texts: Mapping[str, object], number: int, problems: list[Problem]
) -> Values:
    found: Values = {}
    for field in fields:
        given = texts.get(field.name)
        if given is None or (isinstance(given, str) and not given.strip()):
            found[field.name] = [] if field.holds is Holds.CODES else None
            if field.required:
                problems.append(_problem(
                    message, number, field.name, "", f"缺少{field.zh}", f"请填写 {field.name}", f"{field.en} is missing"
                ))  # fmt: skip
            continue
        try:
            found[field.name] = _value(field, given)
        except ValueError as error:
            zh, remedy, en = error.args
            problems.append(_problem(message, number, field.name, str(given), f"{field.zh}{zh}", remedy, en))
    return found


def _value(field: Field, given: object) -> object:
    """The value of a field; ValueError (what is wrong, what to do, the same in English)."""
    if field.holds is Holds.CODES:
        codes = given if isinstance(given, list) else re.split(r"[,，;；\s]+", str(given))
        return [_text(field, one) for one in codes if str(one).strip()]
    if isinstance(given, dict | list | bool):
        raise ValueError("不是一个值", "请填写文本或数字", f"the {field.en} is not one value")
    text = str(given).strip()
    match field.holds:
        case Holds.NUMBER:
            return _number(field, text)
        case Holds.DATE:
            return _day(field, text)
        case Holds.INSTANT:
            return _instant(field, text)
        case Holds.FLAG:
            if text not in ("0", "1"):
                raise ValueError("应为 0 或 1", "请填写 0 或 1", f"the {field.en} is 0 or 1")
            return text == "1"
    return _text(field, text)


def _text(field: Field, given: object) -> str:
    text = str(given).strip()
    if len(text) > field.most or "\x00" in text:
        raise ValueError(f"超过 {field.most} 字", "请缩短", f"the {field.en} has more than {field.most} characters")
    return text


def _number(field: Field, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError("不是数字", "请填写不带单位的数字", f"the {field.en} is no number") from None
    if not value.is_finite() or value != round(value, field.places) or abs(value) >= Decimal(10) ** field.most:
        raise ValueError(
            f"最多 {field.places} 位小数", "请核对数量和单位", f"the {field.en} has {field.places} places at most"
        )
    return value


def _day(field: Field, text: str) -> date:
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise ValueError("不是日期", "请填写 2026-03-01 或 20260301", f"the {field.en} is no day")


def _instant(field: Field, text: str) -> datetime:
    """An instant of Shanghai; a day alone is its beginning."""
    found = _INSTANT.fullmatch(text)
    try:
        if found:
            return datetime(*(int(part or 0) for part in found.groups()), tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]
    except ValueError:
        pass
    raise ValueError("不是时间", "请填写 2026-03-01 08:30:00", f"the {field.en} is no time")


def _problem(
    message: Message, number: int, column: str, value: str, *words: str
) -> Problem:  # fmt: skip
    """`words`: what is wrong, what to do, and what is wrong in English."""
    zh, remedy, en = words
    return Problem(
        file=message.name, code="exchange", message=zh, help=remedy, message_en=en, help_en="mend it and send it again",
        row=number, column=column, value=value[:100],
    )  # fmt: skip
