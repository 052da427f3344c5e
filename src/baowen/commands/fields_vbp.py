"""What the commands of volume-based procurement print with --json, room by room; part of baowen.commands.fields."""

from __future__ import annotations

from baowen.commands.fields_vbp_rounds import VBP_ROUND_ROWS

VBP_ROWS = {**VBP_ROUND_ROWS}
