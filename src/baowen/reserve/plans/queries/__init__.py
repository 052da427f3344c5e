"""All reads of reserve plans; what other rooms ask of them. RSV-1, RSV-4."""

from baowen.reserve.plans.queries.agreements import AgreementView, Held, holder_agreements, holdings_planned
from baowen.reserve.plans.queries.catalogue import ItemView, items_of_catalogue, who_holds

__all__ = [
    "AgreementView", "Held", "ItemView", "holder_agreements", "holdings_planned", "items_of_catalogue", "who_holds",
]  # fmt: skip
