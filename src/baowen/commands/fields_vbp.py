"""What the commands of volume-based procurement print with --json, room by room; part of baowen.commands.fields."""

from __future__ import annotations

from baowen.commands.fields_vbp_contracts import VBP_CONTRACTS_JSON
from baowen.commands.fields_vbp_progress import VBP_PROGRESS_JSON

VBP_ROWS = {**VBP_CONTRACTS_JSON, **VBP_PROGRESS_JSON}
