"""Keys of reserve goods."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec

SPECS: tuple[KeySpec, ...] = ()
