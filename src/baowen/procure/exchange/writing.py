"""Writes a message in the shape in which it is read: JSON or XML, plain digits, instants of Shanghai. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

from baowen.core.clock import SHANGHAI
from baowen.core.money import plain
from baowen.procure.exchange.reading import LINES, ROW
from baowen.procure.exchange.shapes import Field, Message

COUNT = "jls"
CODE = "code"


def write(
    message: Message, head: Mapping[str, object], lines: Iterable[Mapping[str, object]], *, as_xml: bool
) -> bytes:
    """The message as bytes in UTF-8; fields without a value are left out."""
    parts = _texts(message.head, head)
    rows = [_texts(message.lines, line) for line in lines]
    if not as_xml:
        return json.dumps(parts | {COUNT: str(len(rows)), LINES: rows}, ensure_ascii=False).encode()
    root = ElementTree.Element("data")
    _fill(root, parts | {COUNT: str(len(rows))})
    block = ElementTree.SubElement(root, LINES)
    for row in rows:
        _fill(ElementTree.SubElement(block, ROW), row)
    text: bytes = ElementTree.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>' + text


def _fill(parent: ElementTree.Element, texts: Mapping[str, object]) -> None:
    for name, text in texts.items():
        cell = ElementTree.SubElement(parent, name)
        if isinstance(text, list):
            for one in text:
                ElementTree.SubElement(cell, CODE).text = one
        else:
            cell.text = str(text)


def _texts(fields: Iterable[Field], values: Mapping[str, object]) -> dict[str, object]:
    return {
        field.name: _text(value) for field in fields if (value := values.get(field.name)) is not None and value != []
    }


def _text(value: object) -> object:
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain(value)
    return str(value)
