"""Rounds that continue one another (接续): which came before and after, and how each lot's price went on. VBP-1."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from baowen.vbp.rounds.models import Bid, Round
from baowen.vbp.rounds.queries.selected import RoundView, view

LONGEST = 50  # rounds of a chain; a circle ends there, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A round of a chain, with the cheapest selected price of a unit by drug."""

    round: RoundView
    prices: dict[str, Decimal]


def chain_of(code: str) -> tuple[Link, ...]:
    """The rounds before and after one, itself among them, the oldest first; one alone where it continues nothing.

    A round that two others continue goes on with the one that was entered first.
    """
    rows = {row.code: row for row in Round.objects.annotate(count=Count("lots")).order_by("-id")}
    following = {row.follows: row.code for row in rows.values() if row.follows}
    own = rows.get(code)
    if own is None:
        return ()
    chain = [own]
    while (before := rows.get(chain[0].follows)) is not None and before not in chain and len(chain) < LONGEST:
        chain.insert(0, before)
    while (after := rows.get(following.get(chain[-1].code, ""))) is not None and after not in chain:
        chain.append(after)
    prices = _prices([row.pk for row in chain])
    return tuple(Link(round=view(row), prices=prices.get(row.pk, {})) for row in chain)


def _prices(keys: list[int]) -> dict[int, dict[str, Decimal]]:
    bids = Bid.objects.filter(lot__round_id__in=keys, is_selected=True, price__isnull=False)
    found: dict[int, dict[str, Decimal]] = {}
    for key, drug, price in bids.values_list("lot__round_id", "lot__drug", "price"):
        own = found.setdefault(key, {})
        own[drug] = min(price, own.get(drug, price))
    return found
