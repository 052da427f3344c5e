"""The routes to buy a drug at a place on a day: what lists, platform and packs say together. LST-3, PRC-1."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from baowen.core.policy import Packs
from baowen.lists.queries import DrugStatus, status
from baowen.procure.buying.kinds import Route
from baowen.procure.buying.routes import ListedProduct, RouteAnswer, Situation, best_of, routes_to_buy
from baowen.procure.listing.queries import ListingView, listings_of_drug

RefusedOf = Callable[[Sequence[str]], Mapping[str, Sequence[str]]]
"""By the number of a listing the order lines of the hospital that its supplier refused; the trade knows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the hospital says itself of its case; None: it has not said."""

    emergency: bool = False
    clinical_need: bool | None = None
    none_can_supply: bool | None = None
    no_competition: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugRoutes:
    """The answer: the routes in order, with what they rest on."""

    status: DrugStatus
    listings: tuple[ListingView, ...]
    answers: tuple[RouteAnswer, ...]
    best: RouteAnswer | None

    def of(self, route: Route) -> RouteAnswer:
        """The answer for one route."""
        return next(one for one in self.answers if one.route is route)


def nothing_refused(listings: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Where nobody knows of refused orders."""
    del listings
    return {}


def routes_for(
    drug: str, place: str, on: date, *, packs: Packs, stated: Stated | None = None, dosage_form: str = "",
    refused: RefusedOf = nothing_refused,
) -> DrugRoutes:  # fmt: skip
    """The routes to a drug for a hospital of a place. BaowenError for no drug, an unknown place, or the nation."""
    found = status(drug, place, on, packs=packs, dosage_form=dosage_form)
    listings = tuple(listings_of_drug(place, found.drug, found.dosage_form))
    failed = refused([one.number for one in listings])
    said = stated or Stated()
    situation = Situation(
        listings=tuple(_product(one, failed.get(one.number, ())) for one in listings), emergency=said.emergency,
        clinical_need=said.clinical_need, none_can_supply=said.none_can_supply, no_competition=said.no_competition,
    )  # fmt: skip
    answers = routes_to_buy(found.opens, situation, packs.ruling(place, on))
    return DrugRoutes(status=found, listings=listings, answers=answers, best=best_of(answers))


def _product(one: ListingView, refused: Sequence[str]) -> ListedProduct:
    """A refused order shows that it cannot be supplied; that nobody refused yet shows nothing."""
    return ListedProduct(
        number=one.number, state=one.state, path=one.path, can_supply=False if refused else None,
        evidence=tuple(refused),
    )  # fmt: skip
