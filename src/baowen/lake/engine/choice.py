"""Decides which engine computes: what BAOWEN_ENGINE says, DuckDB where it says nothing."""

from __future__ import annotations

import os
import re

from baowen.core.problems import BaowenError
from baowen.lake.engine.contract import Engine
from baowen.lake.engine.duck import DuckEngine
from baowen.lake.store import Lake

ENGINE_VARIABLE = "BAOWEN_ENGINE"
_SPARK = re.compile(r"local(\[(\*|[1-9][0-9]*)\])?|spark://\S+:[0-9]+(,\S+:[0-9]+)*|sc://\S+")


def open_engine(lake: Lake, name: str | None = None, *, share: int = 1) -> Engine:
    """The engine of that name, else the one that BAOWEN_ENGINE names, else DuckDB. BaowenError for any other name.

    `duckdb`: in this process. `local[n]`: Spark in this process on n cores. `spark://host:port`: a Spark standalone
    cluster. `sc://host:port`: any server that speaks Spark Connect, Spark's own or Sail.
    `share`: on DuckDB one of so many engines at work at once.
    """
    wanted = name or os.environ.get(ENGINE_VARIABLE) or "duckdb"
    if wanted == "duckdb":
        return DuckEngine(lake, share=share)
    if _SPARK.fullmatch(wanted):
        from baowen.lake.engine.spark import SparkEngine

        return SparkEngine(lake, wanted)
    raise BaowenError(
        f"不认识的计算引擎 {wanted}；{ENGINE_VARIABLE} 可填：duckdb（默认）、local[核数]、spark://主机:端口、sc://主机:端口",
        f"unknown engine {wanted}; {ENGINE_VARIABLE} may be duckdb (the default), local[cores], spark://host:port "
        "or sc://host:port",
    )
