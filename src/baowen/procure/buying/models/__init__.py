"""What buying stores: negotiations with their offers, and filings. PRC-2, PRC-3."""

from baowen.procure.buying.models.filings import Filing, FilingEvent, FilingFile
from baowen.procure.buying.models.negotiations import Acceptance, Negotiation, Offer, Party

__all__ = ["Acceptance", "Filing", "FilingEvent", "FilingFile", "Negotiation", "Offer", "Party"]
