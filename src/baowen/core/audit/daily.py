"""What is done once a day with the audit chain: its head is written to a file that can be kept elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from baowen.core.audit.anchors import write_anchor
from baowen.core.audit.queries import head


def anchor_head(folder: Path, on: date) -> Path | None:
    """Write the anchor of the newest entry; None while there is no entry. BaowenError as in `write_anchor`."""
    mark = head()
    return None if mark is None else write_anchor(folder, mark, on)
