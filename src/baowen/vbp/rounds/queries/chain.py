"""Rounds that continue one another (接续): which came before and after, and how each lot's price went on. VBP-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from baowen.vbp.rounds.models import Bid, Round
from baowen.vbp.rounds.queries.selected import RoundView, view
from baowen.vbp.rounds.rules.naming import labels_of

LONGEST = 50  # rounds of a chain; a circle ends there, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A round of a chain, with the cheapest selected price of a unit by drug, named as in the newest round."""

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
    return tuple(
        Link(round=view(row), prices=prices) for row, prices in zip(chain, _joined(_prices(chain)), strict=True)
    )


def _joined(prices: list[dict[str, Decimal]]) -> list[dict[str, Decimal]]:
    """The prices by the name that all rounds of the chain share."""
    labels = labels_of(prices)
    return [{labels[drug]: price for drug, price in own.items()} for own in prices]


def _prices(chain: Sequence[Round]) -> list[dict[str, Decimal]]:
    bids = Bid.objects.filter(lot__round__in=chain, is_selected=True, price__isnull=False)
    found: dict[int, dict[str, Decimal]] = {}
    for key, drug, price in bids.values_list("lot__round_id", "lot__drug", "price"):
        own = found.setdefault(key, {})
        if price is not None:
            own[drug] = min(price, own.get(drug, price))
    return [found.get(row.pk, {}) for row in chain]
