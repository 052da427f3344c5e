"""What is wrong with an input, where, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a problem weighs: REFUSE keeps the row out, WARN lets it in and is shown."""

    REFUSE = "refuse"
    WARN = "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One cell, row or file that is not as its contract says.

    `row` is the number that a spreadsheet shows (1 is the first line of the file); 0 means the whole file.
    """

    file: str
    code: str
    message: str
    help: str = ""
    message_en: str = ""
    help_en: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    level: Level = Level.REFUSE

    def as_json(self) -> dict[str, object]:
        """Every field, by name, as the command line prints it."""
        return asdict(self)


class BaowenError(Exception):
    """An error that a user can mend: Chinese first, English behind it."""

    def __init__(self, message: str, message_en: str = "") -> None:
        super().__init__(f"{message} / {message_en}" if message_en else message)
        self.message = message
        self.message_en = message_en
