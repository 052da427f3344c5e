"""All reads of warning lines and what-ifs."""

from baowen.reserve.lines.queries.region import holders_of, standing_of_distributors, standing_of_region

__all__ = ["holders_of", "standing_of_distributors", "standing_of_region"]
