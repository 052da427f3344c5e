"""Rounds of volume-based procurement: lots, bids, who was selected for which places, at which price. VBP-1."""
