"""Opens lake tables as Ibis tables. Which engine runs is known here and nowhere else."""

from __future__ import annotations

from baowen.lake.engine.choice import ENGINE_VARIABLE, open_engine
from baowen.lake.engine.contract import Engine
from baowen.lake.engine.duck import cores
from baowen.lake.engine.side_by_side import run_each

__all__ = ["ENGINE_VARIABLE", "Engine", "cores", "open_engine", "run_each"]
