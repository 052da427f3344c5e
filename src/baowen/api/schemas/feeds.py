"""Files of the feeds: what became of their rows."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema


class FeedOut(Schema):
    """A feed that the caller may send; `own_rows_by`: the column that must name the caller, "" for any row."""

    name: str
    zh: str
    en: str
    columns: list[str]
    own_rows_by: str


class CellOut(Schema):
    """A problem of one cell or row; row 0 is about the file."""

    row: int
    column: str
    value: str
    code: str
    level: str
    message: str
    help: str
    message_en: str
    help_en: str


class ImportOut(Schema):
    """What became of a file; the rows that were refused come back as a workbook."""

    id: int
    feed: str
    file_name: str
    state: str
    rows: int
    accepted: int
    corrected: int
    unchanged: int
    refused: int
    has_workbook: bool
    started_at: datetime
    ended_at: datetime | None


class FeedSentOut(Schema):
    """The same, with the first problems of its rows."""

    sent: ImportOut
    problems: list[CellOut]


class ImportsOut(Schema):
    """A page of files that were sent; `cursor` is empty after the last."""

    lines: list[ImportOut]
    cursor: str
