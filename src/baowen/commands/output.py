"""How every command speaks: one JSON document on standard output, or words for a person; exit codes in one place."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Annotated, Any

import typer
from rich.console import Console


class Exit(IntEnum):
    """Exit codes that scripts may rely on."""

    ACCEPTED = 0
    FAILED = 1
    USAGE = 2
    PARTLY_REFUSED = 3
    REFUSED = 4


JsonOption = Annotated[bool, typer.Option("--json", help="只输出一份 JSON。Print one JSON document.")]
WIDE = 150  # columns that a table of signals needs; what is written to a file or a pipe gets as many

out = Console()
err = Console(stderr=True)
if not out.is_terminal and "COLUMNS" not in os.environ:
    out = Console(width=WIDE + 10, height=50)  # without a height Rich takes 80 columns where TERM is dumb


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def print_json(document: Any) -> None:
    """Print one JSON document; Chinese stays readable, decimals become numbers, dates ISO text."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2, default=_plain))


def fail(message: str, message_en: str = "", *, code: Exit = Exit.USAGE) -> typer.Exit:
    """Tell what is wrong on standard error and give the exit to raise."""
    err.print(message, style="bold red", markup=False, highlight=False, soft_wrap=True)
    if message_en:
        err.print(message_en, style="red", markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(int(code))
