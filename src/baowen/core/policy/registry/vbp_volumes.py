"""Keys of this part of volume-based procurement: volumes."""

from __future__ import annotations

from baowen.core.policy.spec import KeySpec

SPECS: tuple[KeySpec, ...] = ()
