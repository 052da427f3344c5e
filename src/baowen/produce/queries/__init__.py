"""What the registers of production answer."""

from baowen.produce.queries.chain import effect_of_stop, makers_of_item, single_points_of
from baowen.produce.queries.records import measures_for_case, record, record_page, records_of_drug

__all__ = [
    "effect_of_stop", "makers_of_item", "measures_for_case", "record", "record_page", "records_of_drug",
    "single_points_of",
]  # fmt: skip
