"""Intake: a file's rows against its feed's contract."""

from __future__ import annotations

from baowen.collect.intake.check import Checked, as_frame, check, check_period

__all__ = ["Checked", "as_frame", "check", "check_period"]
