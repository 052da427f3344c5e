"""What the commands about stock print with --json: reserves, transfers, hospitals, production. See fields."""

from __future__ import annotations

from baowen.commands.fields_hospital_guide import HOSPITAL_GUIDE_ROWS
from baowen.commands.fields_hospital_shares import HOSPITAL_SHARES_ROWS
from baowen.commands.fields_produce import PRODUCE_ROWS
from baowen.commands.fields_reserve_goods import RESERVE_GOODS_ROWS
from baowen.commands.fields_reserve_lines import RESERVE_LINES_ROWS
from baowen.commands.fields_reserve_plans import RESERVE_PLANS_ROWS
from baowen.commands.fields_reserve_transfers import RESERVE_TRANSFER_ROWS

STOCK_ROWS = {
    **HOSPITAL_GUIDE_ROWS, **HOSPITAL_SHARES_ROWS, **PRODUCE_ROWS, **RESERVE_GOODS_ROWS, **RESERVE_LINES_ROWS,
    **RESERVE_PLANS_ROWS, **RESERVE_TRANSFER_ROWS,
}  # fmt: skip
