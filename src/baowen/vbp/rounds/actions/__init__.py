"""All writes of rounds. keeping: a round with all that belongs to it, as one piece; importing: the same from files.

moving: a round starts, ends, is withdrawn; pricing: what it selected is listed and paid for; continuing: the next one.
"""

from baowen.vbp.rounds.actions.continuing import continue_round
from baowen.vbp.rounds.actions.importing import Imported, import_round, look_at
from baowen.vbp.rounds.actions.keeping import keep_round
from baowen.vbp.rounds.actions.moving import Started, end_round, move_round, start_round, withdraw_round
from baowen.vbp.rounds.entered import NewBid, NewLot, NewProduct, NewRound

__all__ = [
    "Imported",
    "NewBid",
    "NewLot",
    "NewProduct",
    "NewRound",
    "Started",
    "continue_round",
    "end_round",
    "import_round",
    "keep_round",
    "look_at",
    "move_round",
    "start_round",
    "withdraw_round",
]
