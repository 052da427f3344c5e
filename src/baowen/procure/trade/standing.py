"""Why a supplier may not deliver to the hospitals of a place. PRC-5, CRD-3."""

from __future__ import annotations

from baowen.procure.standing import Barred, Standing

__all__ = ["Barred", "barred", "register"]
_asked = Standing()
register, barred = _asked.register, _asked.barred
