"""All reads of reserve goods; what other rooms and contexts ask is named here. RSV-1, RSV-4."""

from baowen.reserve.goods.queries.others import Held, InTime, Released, answered_in_time, held_now, released_for_cases

__all__ = ["Held", "InTime", "Released", "answered_in_time", "held_now", "released_for_cases"]
