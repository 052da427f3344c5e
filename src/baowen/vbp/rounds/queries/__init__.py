"""All reads of rounds. selected: which products are selected for a place."""

from baowen.vbp.rounds.queries.selected import (
    LotProduct,
    RoundView,
    Selected,
    products_of,
    round_of,
    rounds,
    selected_products,
)

__all__ = ["LotProduct", "RoundView", "Selected", "products_of", "round_of", "rounds", "selected_products"]
