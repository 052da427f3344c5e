"""All reads of buying: routes, negotiations, filings, compared prices, and on what an order line may rest. PRC-1 to
PRC-3."""

from baowen.procure.buying.queries.basis import agreed, agreed_many, nothing_ordered
from baowen.procure.buying.queries.filings import (
    FilingFileView,
    FilingView,
    PublishedFiling,
    file_of_filing,
    filing,
    filing_page,
    may_review,
    published_filings,
)
from baowen.procure.buying.queries.negotiations import (
    AcceptanceView,
    NegotiationView,
    OfferView,
    PartyView,
    acceptances_of,
    negotiation,
    negotiation_page,
    offers_of,
)
from baowen.procure.buying.queries.prices import Compared, ComparedPrice, compared
from baowen.procure.buying.queries.routes import DrugRoutes, Stated, nothing_refused, routes_for

__all__ = [
    "AcceptanceView",
    "Compared",
    "ComparedPrice",
    "DrugRoutes",
    "FilingFileView",
    "FilingView",
    "NegotiationView",
    "OfferView",
    "PartyView",
    "PublishedFiling",
    "Stated",
    "acceptances_of",
    "agreed",
    "agreed_many",
    "compared",
    "file_of_filing",
    "filing",
    "filing_page",
    "may_review",
    "negotiation",
    "negotiation_page",
    "nothing_ordered",
    "nothing_refused",
    "offers_of",
    "published_filings",
    "routes_for",
]
