"""All reads of rounds. selected: which products are selected for a place."""

from baowen.vbp.rounds.queries.selected import (
    BesideDrug,
    LotProduct,
    RoundView,
    Selected,
    besides,
    products_of,
    round_of,
    rounds,
    selected_products,
)

__all__ = [
    "BesideDrug", "LotProduct", "RoundView", "Selected", "besides", "products_of", "round_of", "rounds",
    "selected_products",
]  # fmt: skip
