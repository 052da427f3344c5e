"""A province that does not exist, with events whose truth is known."""

from __future__ import annotations

from baowen.simulate.parameters import Parameters, Summary
from baowen.simulate.run import simulate

__all__ = ["Parameters", "Summary", "simulate"]
