"""PRC-4: messages of other systems are read field by field, and say what is wrong and what to do."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import pytest

from baowen.core.clock import SHANGHAI
from baowen.core.problems import BaowenError
from baowen.procure.exchange.reading import MOST_LINES, read
from baowen.procure.exchange.shapes import MESSAGES, Holds

ORDER, DELIVERY, PURCHASE = MESSAGES["order"], MESSAGES["delivery"], MESSAGES["3503"]
HEAD = {"ddjhbh": "D1", "yybm": "H1", "gysbm": "S1", "yqphsj": "2026-11-02 08:30:00", "dcpsbs": 1}
LINE = {"ddjhmxbh": "D1-1", "ypbm": "P1", "cgsl": 20, "dj": 12.5}


def _json(head: dict[str, object], *lines: dict[str, object]) -> bytes:
    return json.dumps(head | {"mx": list(lines)}, ensure_ascii=False).encode()


def test_an_order_in_json_becomes_values_with_exact_decimals() -> None:
    found = read(ORDER, _json(HEAD, LINE), is_xml=False)
    assert found.problems == ()
    assert found.head["yqphsj"] == datetime(2026, 11, 2, 8, 30, tzinfo=SHANGHAI)
    assert found.head["dcpsbs"] is True
    assert found.lines[0]["cgsl"] == Decimal(20)
    assert found.lines[0]["dj"] == Decimal("12.5")


def test_the_same_order_in_xml_gives_the_same_values() -> None:
    xml = (
        b"<data><ddjhbh>D1</ddjhbh><yybm>H1</yybm><gysbm>S1</gysbm><yqphsj>2026-11-02 08:30:00</yqphsj>"
        b"<dcpsbs>1</dcpsbs><mx><row><ddjhmxbh>D1-1</ddjhmxbh><ypbm>P1</ypbm><cgsl>20</cgsl><dj>12.5</dj></row></mx></data>"
    )
    assert read(ORDER, xml, is_xml=True) == read(ORDER, _json(HEAD, LINE), is_xml=False)


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("cgsl", "二十", "不是数字"), ("cgsl", "", "缺少"), ("cgsl", "1.23456", "位小数"), ("cgsl", "NaN", "位小数"),
        ("ypbm", "x" * 101, "超过"), ("ypbm", {"a": 1}, "不是一个值"), ("dj", True, "不是一个值"),
    ],
)  # fmt: skip
def test_each_wrong_cell_is_told_with_line_and_field_and_the_line_is_left_out(
    field: str, value: object, word: str
) -> None:
    good = LINE | {"ddjhmxbh": "D1-2"}
    found = read(ORDER, _json(HEAD, LINE | {field: value}, good), is_xml=False)
    assert [(one.row, one.column) for one in found.problems] == [(1, field)]
    assert word in found.problems[0].message
    assert found.problems[0].help
    assert found.numbers == (2,)


def test_a_wrong_head_and_lines_of_one_number_are_told() -> None:
    found = read(ORDER, _json(HEAD | {"yybm": "", "dcpsbs": "yes"}, LINE, LINE), is_xml=False)
    assert {(one.row, one.column) for one in found.problems} == {(0, "yybm"), (0, "dcpsbs"), (2, "ddjhmxbh")}


@pytest.mark.parametrize("text", ["2026-02-30", "昨天", "2026-13-01 10:00"])
def test_a_day_that_is_none_is_told(text: str) -> None:
    lot = {"psdmxbh": "1", "ddmxbh": "D1-1", "ypbm": "P1", "scph": "L1", "yxrq": text, "pssl": 1}
    found = read(DELIVERY, _json({"psdbh": "1", "yybm": "H", "pssbm": "S", "pssj": "20261102"}, lot), is_xml=False)
    assert [one.column for one in found.problems] == ["yxrq"]


def test_traceability_codes_come_as_a_list_or_as_one_text() -> None:
    lot = {"psdmxbh": "1", "ddmxbh": "D1-1", "ypbm": "P1", "scph": "L1", "yxrq": "20281231", "pssl": 1}
    head = {"psdbh": "1", "yybm": "H", "pssbm": "S", "pssj": "20261102"}
    for given in (["81", "82"], "81, 82"):
        found = read(DELIVERY, _json(head, lot | {"zsm": given}), is_xml=False)
        assert found.lines[0]["zsm"] == ["81", "82"]
    assert found.lines[0]["yxrq"] == date(2028, 12, 31)


@pytest.mark.parametrize(
    ("body", "is_xml", "word"),
    [
        (b"{", False, "JSON"), (b"[1]", False, "mx"), (b'"x"', False, "JSON"), (b"<a>", True, "XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', True, "DOCTYPE"), (b"[" * 100_000, False, "JSON"),
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused_whole(body: bytes, is_xml: bool, word: str) -> None:
    with pytest.raises(BaowenError, match=word):
        read(ORDER, body, is_xml=is_xml)


def test_a_message_without_lines_and_one_with_too_many_are_told() -> None:
    assert [one.column for one in read(ORDER, _json(HEAD), is_xml=False).problems] == ["mx"]
    with pytest.raises(BaowenError, match="分批"):
        read(ORDER, json.dumps(HEAD | {"mx": [{}] * (MOST_LINES + 1)}).encode(), is_xml=False)


def test_every_message_has_its_key_among_its_required_fields() -> None:
    for message in MESSAGES.values():
        key = message.field(message.key)
        assert key.required, message.name
        assert key.holds is Holds.TEXT
        names = [one.name for one in message.lines]
        assert len(names) == len(set(names))
    assert PURCHASE.field("finl_trns_pric").places == 6
