"""All reads of listings. book: what stands on a platform; applications, comparison, catalogue and references beside."""

from baowen.procure.listing.queries.book import (
    EventView,
    ListingView,
    PriceView,
    events_of,
    listing,
    listing_of,
    listing_page,
    listing_view,
    listings_numbered,
    listings_of_drug,
    may_decide,
    platform_of,
    price_on,
    prices_of,
    prices_on,
    suspended_elsewhere,
)

__all__ = [
    "EventView",
    "ListingView",
    "PriceView",
    "events_of",
    "listing",
    "listing_of",
    "listing_page",
    "listing_view",
    "listings_numbered",
    "listings_of_drug",
    "may_decide",
    "platform_of",
    "price_on",
    "prices_of",
    "prices_on",
    "suspended_elsewhere",
]
