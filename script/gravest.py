"""Prints the number of the most severe signal on standard input, the first of several; nothing when there is none.

Reads what `baowen signals --json` prints: a list, the weightiest of each severity first, or an object with that list
under "signals".
"""

from __future__ import annotations

import json
import sys
from typing import Any

SEVERITIES = ("blue", "yellow", "orange", "red")


def gravest(signals: list[dict[str, Any]]) -> str:
    """The number of the worst signal that speaks and is still in force, else of the worst; empty for no signals."""
    if not signals:
        return ""
    worst = max(
        signals,
        key=lambda one: (
            not one.get("silenced_by"),
            one.get("state", "in_force") == "in_force",
            SEVERITIES.index(one["severity"]),
        ),
    )
    return str(next(worst[name] for name in ("signal_id", "number") if name in worst))


if __name__ == "__main__":
    document = json.load(sys.stdin)
    print(gravest(document["signals"] if isinstance(document, dict) else document))
