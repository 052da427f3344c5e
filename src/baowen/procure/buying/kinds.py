"""The coded words of buying: routes, their conditions, how open they are, why a purchase is filed. PRC-1 to PRC-3."""

from __future__ import annotations

from enum import StrEnum


class Route(StrEnum):
    """By which route a hospital gets a drug, in the order in which they are looked at. The packs use the same codes."""

    LISTING = "listing"
    DIRECT = "direct"
    NEGOTIATION = "negotiation"
    FILING = "filing"
    TEMPORARY = "temporary"
    CARRIER = "carrier"


ROUTE_WORDS: dict[Route, tuple[str, str]] = {
    Route.LISTING: ("按挂网采购", "purchase from a listing"),
    Route.DIRECT: ("直接挂网采购", "direct purchase"),
    Route.NEGOTIATION: ("自主议价采购", "negotiated purchase"),
    Route.FILING: ("备案采购", "filed purchase"),
    Route.TEMPORARY: ("议定临时采购价格", "agreed temporary price"),
    Route.CARRIER: ("邮政、快递配送", "delivery by post or express"),
}


class Standing(StrEnum):
    """Whether a route is open: its conditions hold, some have to be shown first, or it is closed."""

    OPEN = "open"
    TO_SHOW = "to_show"
    CLOSED = "closed"


STANDING_WORDS: dict[Standing, tuple[str, str]] = {
    Standing.OPEN: ("可走", "open"),
    Standing.TO_SHOW: ("须先说明", "to be shown first"),
    Standing.CLOSED: ("不可走", "closed"),
}


class When(StrEnum):
    """A condition of a route. The first five may stand in a pack (`lists.opens.*`, `when`)."""

    LISTED_DIRECTLY = "listed_directly"
    NONE_LISTED = "none_listed"
    NONE_SUPPLY = "none_supply"
    CLINICAL_NEED = "clinical_need"
    NO_COMPETITION = "no_competition"
    LISTED = "listed"
    ON_LISTS = "on_lists"


WHEN_WORDS: dict[When, tuple[str, str]] = {
    When.LISTED_DIRECTLY: ("有企业直接挂网的产品可买", "an enterprise has listed it directly and it can be bought"),
    When.NONE_LISTED: (
        "省级平台没有可采购的挂网产品",
        "nothing of it is listed on the province's platform to be bought",
    ),
    When.NONE_SUPPLY: ("挂网企业均不能正常供应", "none of the listed enterprises can supply normally"),
    When.CLINICAL_NEED: ("临床确有需要", "there is clinical need"),
    When.NO_COMPETITION: ("当地没有配送企业竞争", "no distributors compete there"),
    When.LISTED: ("有挂网产品可买", "something of it is listed and can be bought"),
    When.ON_LISTS: ("列入开放此途径的清单", "it is on a list that opens this route"),
}


class FilingReason(StrEnum):
    """Why a hospital files: what the conditions of the route say of the listings."""

    NONE_LISTED = "none_listed"
    NONE_SUPPLY = "none_supply"
    TEMPORARY_PRICE = "temporary_price"


FILING_REASON_WORDS: dict[FilingReason, tuple[str, str]] = {
    FilingReason.NONE_LISTED: ("没有企业挂网", "nothing is listed"),
    FilingReason.NONE_SUPPLY: ("挂网企业均不能供应", "none of the listed can supply"),
    FilingReason.TEMPORARY_PRICE: ("议定临时采购价格", "an agreed temporary price"),
}


class OfferSide(StrEnum):
    """Who names a price in a negotiation."""

    MAKER = "maker"
    HOSPITAL = "hospital"


SIDE_WORDS: dict[OfferSide, tuple[str, str]] = {
    OfferSide.MAKER: ("企业报价", "the maker's offer"),
    OfferSide.HOSPITAL: ("医院还价", "the hospital's counter-offer"),
}


class PriceOf(StrEnum):
    """Where a price that another one is compared with comes from."""

    LISTING = "listing"
    NEGOTIATION = "negotiation"
    FILING = "filing"


PRICE_OF_WORDS: dict[PriceOf, tuple[str, str]] = {
    PriceOf.LISTING: ("挂网", "listing"),
    PriceOf.NEGOTIATION: ("自主议价", "negotiated purchase"),
    PriceOf.FILING: ("备案采购", "filed purchase"),
}
