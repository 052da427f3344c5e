"""All writes of rounds. keeping: a round with its lots, bids, places and products, as one piece."""

from baowen.vbp.rounds.actions.keeping import NewBid, NewLot, NewProduct, NewRound, keep_round, move_round

__all__ = ["NewBid", "NewLot", "NewProduct", "NewRound", "keep_round", "move_round"]
