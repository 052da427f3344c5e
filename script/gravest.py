"""Prints the id of the most severe signal on standard input, the newest of several; nothing when there is none.

Reads what `baowen signals --json` prints: a list, or an object with the list under "signals".
"""

from __future__ import annotations

import json
import sys
from typing import Any

SEVERITIES = ("blue", "yellow", "orange", "red")


def gravest(signals: list[dict[str, Any]]) -> str:
    """The id of the worst signal, the last seen of equals, else the first by id; empty text for no signals."""
    ordered = sorted(signals, key=lambda signal: str(signal.get("signal_id", signal.get("id", ""))))
    ordered.sort(key=lambda signal: str(signal.get("last_seen", "")), reverse=True)
    ordered.sort(key=lambda signal: SEVERITIES.index(signal["severity"]), reverse=True)
    return str(ordered[0].get("signal_id", ordered[0].get("id"))) if ordered else ""


if __name__ == "__main__":
    document = json.load(sys.stdin)
    print(gravest(document["signals"] if isinstance(document, dict) else document))
