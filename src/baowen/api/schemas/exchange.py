"""How messages of other systems are answered, and how they are fetched."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from baowen.procure.exchange.answers import Answer


class StandsOut(Schema):
    """A line that stands: its place and key in the message, its number on the platform."""

    row: int
    key: str
    number: str
    is_new: bool


class ExchangeProblemOut(Schema):
    """What is wrong with a line (row 0: with the message), where, and what to do."""

    row: int
    column: str
    value: str
    message: str
    message_en: str
    help: str


class AnswerOut(Schema):
    """What became of a message: ok, partly, refused, err01 (a number that came before with other content)."""

    code: str
    stands: list[StandsOut]
    problems: list[ExchangeProblemOut]

    @classmethod
    def of(cls, found: Answer) -> AnswerOut:
        """The answer as it is sent."""
        return cls(
            code=found.code.value,
            stands=[StandsOut(row=one.row, key=one.key, number=one.number, is_new=one.is_new) for one in found.stands],
            problems=[
                ExchangeProblemOut(
                    row=one.row, column=one.column, value=one.value, message=one.message, message_en=one.message_en,
                    help=one.help,
                )
                for one in found.problems
            ],
        )  # fmt: skip


class FetchedOut(Schema):
    """Messages in the field names of vendors, and the cursor of the next; "" after the last."""

    cursor: str
    messages: list[dict[str, Any]]
