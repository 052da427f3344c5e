"""A price matter is opened from a signal, a case, or what an officer found; the same one is not opened twice. PRI-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError

from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.monitor.seeing import places_seen, seen_signal
from baowen.orgs.departments import ENTERPRISES
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import open_organisation
from baowen.orgs.regions import RegionLevel
from baowen.price.actions.store import next_number, public, record
from baowen.price.kinds import OriginKind
from baowen.price.models import Matter, MatterListing, Source
from baowen.price.models import Sequence as Series
from baowen.price.states import RULES, Move, Stage
from baowen.procure.listing.queries import ListingView, listing
from baowen.respond.actions.moves import Doing
from baowen.respond.queries.seeing import seen_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What made a matter: the number of a signal or case, or an officer's words."""

    kind: OriginKind
    reference: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMatter:
    """What a matter is about: a drug of an enterprise (code), its listings by number, in the actor's own place."""

    drug: str
    enterprise: str
    listings: Sequence[str] = ()
    is_first_raiser: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """The number of the matter, and whether it is new or was open before."""

    number: str
    is_new: bool


def open_matter(new: NewMatter, origin: Origin, doing: Doing) -> Opened:
    """Open a matter, or add origin and listings to the open one on the same drug and enterprise of the place.

    A signal or case that opened one before adds nothing. BaowenError for an unknown signal, case, listing, or
    enterprise, and for listings of another platform or maker.
    """
    actor, on = doing.actor, day_of(doing.at)
    require(actor, Act.PRICE_MOVE, actor.region, regions=doing.book.regions)
    drug = filled(new.drug, "药品", "drug", most=200)
    _check_origin(origin, doing)
    enterprise = open_organisation(new.enterprise, on)
    if enterprise.kind not in ENTERPRISES:
        raise BaowenError(f"{enterprise.name}不是企业", f"{enterprise.code} is no enterprise")
    listings = [_checked(number, enterprise.code, doing) for number in dict.fromkeys(new.listings)]
    if origin.reference:
        known = Source.objects.select_related("matter").filter(kind=origin.kind.value, reference=origin.reference)
        if (before := known.first()) is not None:
            return Opened(before.matter.number, is_new=False)
    try:
        return _open(drug, new, origin, listings, doing)
    except IntegrityError as error:
        raise BaowenError("同一来源刚被立为价格监管事项，请刷新查看", "the same origin was just opened") from error


def _check_origin(origin: Origin, doing: Doing) -> None:
    if origin.kind is OriginKind.OFFICER:
        filled(origin.words, "立项缘由", "words on what was found", most=1000)
    elif origin.kind is OriginKind.SIGNAL:
        seen_signal(origin.reference, places_seen(doing.actor))
    else:
        seen_case(origin.reference, doing.actor, doing.book)


def _checked(number: str, enterprise: str, doing: Doing) -> ListingView:
    found = listing(number)
    province = doing.book.place_of(doing.actor.region, RegionLevel.PROVINCE).code
    if found.maker != enterprise or found.region != province:
        raise BaowenError(
            f"挂网编号 {number} 不是该企业在本省平台的挂网", f"listing {number} is not this enterprise's here"
        )
    return found


def _open(drug: str, new: NewMatter, origin: Origin, listings: Sequence[ListingView], doing: Doing) -> Opened:
    region, on = doing.actor.region, day_of(doing.at)
    with doing.writing() as trail:
        Series.locked(f"P-{region}-{on.year}")  # locked before the look: two openers see one another
        same = Matter.objects.select_for_update().filter(region=region, drug=drug, enterprise=new.enterprise)
        matter = same.exclude(stage=Stage.CLOSED.value).first()
        is_new = matter is None
        if matter is None:
            matter = Matter(
                number=next_number("P", region, on.year), region=region, drug=drug, enterprise=new.enterprise,
                stage=Stage.EXAMINING.value, is_first_raiser=new.is_first_raiser, opened_on=on,
            )  # fmt: skip
            ruling = doing.book.ruling(region, on)
            trail.policy = ruling.digest
            record(matter, RULES[Move.OPEN], doing, on, ruling, words=origin.words.strip())
        Source.objects.create(
            matter=matter, kind=origin.kind.value, reference=origin.reference, words=origin.words.strip()
        )
        for one in listings:
            MatterListing.objects.get_or_create(matter=matter, listing=one.number, defaults={"price": one.price})
        trail.note(
            "price.open" if is_new else "price.add_origin", f"price/{matter.number}", after=public(matter),
            details={"origin": origin.kind.value, "reference": origin.reference},
        )  # fmt: skip
    return Opened(matter.number, is_new)
