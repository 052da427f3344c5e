"""All reads of this room: what is confirmed and who joined are for later rooms, the rest is for pages and API."""

from baowen.vbp.supply.queries.confirmed import confirmed_problems
from baowen.vbp.supply.queries.joining import Joined, joined

__all__ = ["Joined", "confirmed_problems", "joined"]
