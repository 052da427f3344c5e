"""What the actions of this room share. RSV-3."""

from __future__ import annotations

from baowen.core.problems import BaowenError
from baowen.respond.actions.moves import Doing


def require_reason(doing: Doing) -> None:
    """BaowenError where a deed that needs a reason has none."""
    if not doing.reason.strip():
        raise BaowenError("请写明理由", "give a reason")
