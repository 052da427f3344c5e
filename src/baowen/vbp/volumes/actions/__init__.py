"""All writes of volume reporting. calls: opened, dated, closed; filing: begun, typed, filed; reviewing; reminding."""

from baowen.vbp.volumes.actions.calls import NewCall, close_call, open_call, set_day
from baowen.vbp.volumes.actions.filing import VolumesRefusedError, begin, file_report, report_whole, withdraw
from baowen.vbp.volumes.actions.reminding import remind_volumes
from baowen.vbp.volumes.actions.reviewing import agree, send_back
from baowen.vbp.volumes.actions.typing import Cell, save_cells

__all__ = [
    "Cell",
    "NewCall",
    "VolumesRefusedError",
    "agree",
    "begin",
    "close_call",
    "file_report",
    "open_call",
    "remind_volumes",
    "report_whole",
    "save_cells",
    "send_back",
    "set_day",
    "withdraw",
]
