"""What the commands of volume-based procurement print with --json, room by room; part of baowen.commands.fields."""

from __future__ import annotations

from baowen.commands.fields_vbp_contracts import VBP_CONTRACTS_JSON
from baowen.commands.fields_vbp_evaluation import VBP_EVALUATION_ROWS
from baowen.commands.fields_vbp_progress import VBP_PROGRESS_JSON
from baowen.commands.fields_vbp_rounds import VBP_ROUND_ROWS
from baowen.commands.fields_vbp_supply import VBP_SUPPLY_ROWS
from baowen.commands.fields_vbp_volumes import VBP_VOLUME_ROWS

VBP_ROWS = {
    **VBP_ROUND_ROWS, **VBP_VOLUME_ROWS, **VBP_CONTRACTS_JSON, **VBP_SUPPLY_ROWS, **VBP_PROGRESS_JSON,
    **VBP_EVALUATION_ROWS,
}  # fmt: skip
