"""Keys of hospital grading."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec

SPECS: tuple[KeySpec, ...] = ()
