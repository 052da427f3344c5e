"""PRC-4: what is written is read as it was, in JSON and in XML."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from baowen.procure.exchange.reading import read
from baowen.procure.exchange.shapes import MESSAGES, Field, Holds, Message
from baowen.procure.exchange.writing import write

# XML has no control characters, and a reader trims blanks at both ends.
LETTERS = st.characters(categories=("L", "N", "P", "S"))


def _value(field: Field) -> st.SearchStrategy[object]:
    match field.holds:
        case Holds.NUMBER:
            return st.decimals(-(10**9), 10**9, places=field.places).map(lambda one: one + Decimal(0))
        case Holds.DATE:
            return st.dates(date(1990, 1, 1), date(2090, 1, 1))
        case Holds.INSTANT:
            return st.datetimes(datetime(1992, 1, 1), datetime(2090, 1, 1)).map(
                lambda one: one.replace(microsecond=0, tzinfo=UTC)
            )
        case Holds.FLAG:
            return st.booleans()
        case Holds.CODES:
            return st.lists(st.text("0123456789", min_size=1, max_size=20), max_size=3)
    return st.text(LETTERS, min_size=1, max_size=min(field.most, 12))


def _row(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, object]]:
    empty = {field.name: ([] if field.holds is Holds.CODES else None) for field in fields}
    required = {field.name: _value(field) for field in fields if field.required}
    optional = {field.name: _value(field) for field in fields if not field.required}
    return st.fixed_dictionaries(required, optional=optional).map(lambda row: empty | row)


@st.composite
def messages(draw: st.DrawFn) -> tuple[Message, dict[str, object], list[dict[str, object]]]:
    message = draw(st.sampled_from(list(MESSAGES.values())))
    lines = draw(st.lists(_row(message.lines), min_size=1, max_size=3, unique_by=lambda row: row[message.key]))
    return message, draw(_row(message.head)), lines


@given(messages(), st.booleans())
def test_what_is_written_is_read_as_it_was(
    made: tuple[Message, dict[str, object], list[dict[str, object]]], as_xml: bool
) -> None:
    message, head, lines = made
    found = read(message, write(message, head, lines, as_xml=as_xml), is_xml=as_xml)
    assert found.problems == ()
    assert (found.head, list(found.lines)) == (head, lines)
