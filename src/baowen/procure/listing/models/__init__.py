"""What listing stores: the book of a platform, applications to it, prices of reference, lower prices to follow."""

from baowen.procure.listing.models.applications import Application, ApplicationDocument, ApplicationEvent
from baowen.procure.listing.models.book import Listing, ListingEvent, ListingPrice
from baowen.procure.listing.models.references import FollowUp, ReferencePrice

__all__ = [
    "Application",
    "ApplicationDocument",
    "ApplicationEvent",
    "FollowUp",
    "Listing",
    "ListingEvent",
    "ListingPrice",
    "ReferencePrice",
]
