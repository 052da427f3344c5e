"""Reads what `baowen score` compares: signals and data questions (JSON or CSV), the truth, the population beside it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.monitor.score import QUESTION, EventRow, Population, Seen

POPULATION_FILE = "population.csv"


def read_signals(path: Path) -> list[Seen]:
    """Signals as `baowen signals --json` prints them (a list, or under `signals`), or a CSV with those columns."""
    return [_signal(path, number, row) for number, row in enumerate(_records(path, "signals"), start=1)]


def read_questions(path: Path) -> list[Seen]:
    """Data questions as `baowen questions --json` prints them, or a CSV with those columns.

    A question counts as seen on the last day of the month that its rows are of: the run that first saw it may have
    been years later.
    """
    return [_question(path, number, row) for number, row in enumerate(_records(path, "questions"), start=1)]


def _records(path: Path, name: str) -> list[Mapping[str, Any]]:
    """The rows of a CSV, or the objects of a JSON list or of the list under `name`."""
    if path.suffix.lower() == ".csv":
        return list(_csv_rows(path))
    try:
        document = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise BaowenError(f"{path} 不是 JSON：第 {error.lineno} 行", f"no JSON in line {error.lineno}") from error
    rows = document.get(name) if isinstance(document, dict) else document
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BaowenError(f"{path} 里没有 {name} 列表", f"{path.name} holds no list of {name}")
    return rows


def read_truth(path: Path) -> list[EventRow]:
    """The rows of truth.csv; event_id, kind, subject_id and starts_on must be there, an empty ends_on is still open."""
    return [
        EventRow(
            event_id=_needed(path, number, row, "event_id"),
            kind=_needed(path, number, row, "kind"),
            region_code=row.get("region_code") or "",
            subject_type=row.get("subject_type") or "product",
            subject_id=_needed(path, number, row, "subject_id"),
            starts_on=_day(path, number, "starts_on", _needed(path, number, row, "starts_on")),
            hits_on=_maybe_day(path, number, row, "hits_on"),
            ends_on=_maybe_day(path, number, row, "ends_on"),
        )
        for number, row in enumerate(_csv_rows(path), start=2)
    ]


def read_population(truth: Path) -> Population | None:
    """population.csv beside the truth: columns kind (or "all") and subject_months; None when there is no such file."""
    path = truth.parent / POPULATION_FILE
    if not path.is_file():
        return None
    rows = list(enumerate(_csv_rows(path), start=2))
    found = {_needed(path, n, row, "kind"): int(_needed(path, n, row, "subject_months")) for n, row in rows}
    return Population(subject_months=found, source=POPULATION_FILE)


def _signal(path: Path, number: int, row: Mapping[str, Any]) -> Seen:
    first = _day(path, number, "first_seen", _needed(path, number, row, "first_seen"))
    return Seen(
        indicator=_needed(path, number, row, "indicator"),
        severity=str(row.get("severity") or ""),
        region_code=str(row.get("region_code") or ""),
        subject_type=str(row.get("subject_type") or "product"),
        subject_code=_needed(path, number, row, "subject_code"),
        ingredient=str(row.get("ingredient") or ""),
        first_seen=first,
        last_seen=_maybe_day(path, number, row, "last_seen") or first,
        number=str(row.get("signal_id") or ""),
        places=_codes(row.get("places")),
        members=_codes(row.get("members")),
    )


def _codes(value: Any) -> tuple[str, ...]:
    """Codes as a JSON list or, in a CSV, with spaces between them."""
    return tuple(str(code) for code in (value.split() if isinstance(value, str) else value or ()))


def _question(path: Path, number: int, row: Mapping[str, Any]) -> Seen:
    text = _needed(path, number, row, "month")
    try:
        seen = Month.parse(text).last
    except ValueError:
        raise BaowenError(f"{path} 第 {number} 行的月份有误：{text}", f"row {number}: no month: {text}") from None
    return Seen(
        indicator=QUESTION,
        severity="",
        region_code=str(row.get("region_code") or ""),
        subject_type="product",
        subject_code=_needed(path, number, row, "product_code"),
        ingredient="",
        first_seen=seen,
        last_seen=seen,
        sender=str(row.get("hospital_code") or ""),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BaowenError(f"无法读取 {path}：{error.strerror}", f"cannot read {path}") from error


def _csv_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(path).splitlines()))


def _needed(path: Path, number: int, row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    if value is None or value == "":
        raise BaowenError(f"{path} 第 {number} 行缺少 {column}", f"row {number} has no {column}")
    return str(value)


def _day(path: Path, number: int, column: str, text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise BaowenError(
            f"{path} 第 {number} 行的 {column} 不是日期（YYYY-MM-DD）：{text}", f"row {number}: {column} is no date"
        ) from error


def _maybe_day(path: Path, number: int, row: Mapping[str, Any], column: str) -> date | None:
    value = row.get(column)
    return _day(path, number, column, str(value)) if value else None
