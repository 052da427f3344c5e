"""Why an enterprise may not list on a platform. PRC-1, CRD-3."""

from __future__ import annotations

from baowen.procure.standing import Barred, Standing

__all__ = ["Barred", "barred", "forget", "register"]
_asked = Standing()
register, forget, barred = _asked.register, _asked.forget, _asked.barred
