"""Rolls rows of a place up to the county, city and province that it lies in."""

from __future__ import annotations

from baowen.lake.cubes.places import at_each_level, rolled_up

__all__ = ["at_each_level", "rolled_up"]
