"""All reads of rounds. selected: which products are selected for a place; seen: which rounds somebody sees.

detail: a round as entered; checking: its figures and where source and rule differ; suppliers, standards, chain;
enterprises: which organisations they are.
"""

from baowen.vbp.rounds.queries.chain import Link, chain_of
from baowen.vbp.rounds.queries.checking import Checked, check
from baowen.vbp.rounds.queries.detail import round_entered
from baowen.vbp.rounds.queries.enterprises import enterprise_codes
from baowen.vbp.rounds.queries.publication import PublishedSelected, published_selected, rounds_changed_at
from baowen.vbp.rounds.queries.seen import round_page, round_seen
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
from baowen.vbp.rounds.queries.standards import (
    Standard,
    payment_standard,
    standards_of_product,
    standards_of_round,
)
from baowen.vbp.rounds.queries.suppliers import LotSuppliers, Supplier, backups_for, suppliers_in, suppliers_of

__all__ = [
    "BesideDrug",
    "Checked",
    "Link",
    "LotProduct",
    "LotSuppliers",
    "PublishedSelected",
    "RoundView",
    "Selected",
    "Standard",
    "Supplier",
    "backups_for",
    "besides",
    "chain_of",
    "check",
    "enterprise_codes",
    "payment_standard",
    "products_of",
    "published_selected",
    "round_entered",
    "round_of",
    "round_page",
    "round_seen",
    "rounds",
    "rounds_changed_at",
    "selected_products",
    "standards_of_product",
    "standards_of_round",
    "suppliers_in",
    "suppliers_of",
]
