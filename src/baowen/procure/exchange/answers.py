"""How a message is answered: which lines stand under which number, and what is wrong with the others. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from baowen.core.problems import BaowenError, Problem
from baowen.procure.exchange.reading import Read


class Code(StrEnum):
    """What became of a message. `err01` is the word of vendors for a number that came before."""

    OK = "ok"
    PARTLY = "partly"
    REFUSED = "refused"
    REPEATED_OTHERWISE = "err01"


@dataclass(frozen=True, slots=True)
class Stands:
    """A line that stands: its place and key in the message, its number on the platform, whether it is new."""

    row: int
    key: str
    number: str
    is_new: bool


@dataclass(slots=True)
class Answer:
    """The answer to a message, as it grows."""

    read: Read
    stands: list[Stands] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    repeated: bool = False

    @property
    def code(self) -> Code:
        if self.repeated:
            return Code.REPEATED_OTHERWISE
        if not self.stands:
            return Code.REFUSED
        return Code.PARTLY if self.problems else Code.OK

    def refuse(self, row: int, column: str, error: BaowenError, value: object = "") -> None:
        """Say of a line, or with row 0 of the whole, why it does not stand."""
        self.problems.append(Problem(
            file=self.read.message.name, code="exchange", message=error.message, message_en=error.message_en,
            help="核对后用原编号重发", help_en="check it and send it again under its number", row=row, column=column,
            value=str(value)[:100],
        ))  # fmt: skip
