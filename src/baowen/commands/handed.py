"""What commands say of a hand-over to the lake: how much it took, what it refused, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import typer

from baowen.commands.output import Exit, err, out, print_json

SHOWN = 40


def tell_handed(
    found: Any, tell: Callable[[Sequence[tuple[str, str]]], None], *, counted: str, as_json: bool, key: str = "number"
) -> None:
    """Tell a room's HandedOver and end the command with 3 or 4 where rows were refused.

    `tell` says which rows those are, `counted` is what waits; `key` names what is refused in the JSON document.
    """
    if as_json:
        print_json(asdict(found) | {"refused": [{key: name, "reason": why} for name, why in found.refused]})
    else:
        words = f"入湖 {found.accepted:,} 行，未变 {found.unchanged:,} 行，待交 {found.waiting:,} {counted}"
        out.print(words, highlight=False)
        tell(found.refused)
    if found.refused:
        raise typer.Exit(int(Exit.PARTLY_REFUSED if found.accepted or found.unchanged else Exit.REFUSED))


def tell_kept_back(refused: Sequence[tuple[str, str]], remedy: str, *, what: str = "") -> None:
    """Say on standard error which rows the lake refused, and what to do; `what` stands behind the number of each."""
    for number, why in refused[:SHOWN]:
        err.print(f"{number} {what}未能入湖：{why}", markup=False, highlight=False, soft_wrap=True)
    if refused:
        err.print(remedy, markup=False)
