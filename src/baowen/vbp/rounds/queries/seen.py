"""Which rounds somebody sees: those that run or ended are published; others are seen in their own place. VBP-1."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.models import Round
from baowen.vbp.rounds.queries.selected import RoundView, view
from baowen.vbp.rounds.states import RoundState

PUBLIC = (RoundState.RUNNING.value, RoundState.ENDED.value)


def round_page(
    actor: Actor, *, state: RoundState | None = None, text: str = "", cursor: str = "", limit: int = 50
) -> Paged[RoundView]:
    """The rounds that somebody sees, the newest entered first; by state or a part of code or name."""
    rows = _seen(actor)
    if state is not None:
        rows = rows.filter(state=state.value)
    text = text.replace("\x00", "").strip()
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text))
    return page_by_key(rows, view, cursor=cursor, limit=limit, newest_first=True)


def round_seen(code: str, actor: Actor) -> RoundView:
    """One round; BaowenError where there is none that the actor sees."""
    row = _seen(actor).filter(code=code.replace("\x00", "")).first()
    if row is None:
        raise BaowenError(f"没有批次 {code}，或尚未公布", f"there is no round {code}, or it is not published yet")
    return view(row)


def _seen(actor: Actor) -> QuerySet[Round]:
    """A round that is prepared is seen where it will run: in its place, below it and above it."""
    regions = load_regions()
    above = [one.code for one in regions.ancestors(actor.region)]
    near = Q(region__in=[*regions.codes_within(actor.region), *above])
    return Round.objects.annotate(count=Count("lots")).filter(Q(state__in=PUBLIC) | near)
