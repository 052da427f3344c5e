"""Whether a paper that comes again under its number is the same: a hash over what it says."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, is_dataclass
from decimal import Decimal
from typing import Any

from baowen.core.problems import BaowenError


class OtherContentError(BaowenError):
    """A number that came before with other content."""


def digest_of(paper: Any) -> str:
    """The hash of a frozen dataclass; 2 and 2.0000 are the same quantity."""
    if not is_dataclass(paper) or isinstance(paper, type):
        raise TypeError("only papers have digests")
    text = json.dumps(asdict(paper), ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    return str(value.normalize()) if isinstance(value, Decimal) else str(value)
