"""Who is told that something waits in a negotiation or a filing: makers, hospitals, reviewers. PRC-2, PRC-3."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from baowen.core.audit.trail import Trail
from baowen.core.messages.rules import Text
from baowen.orgs.departments import Department
from baowen.orgs.queries import mechanism, names_of, people
from baowen.orgs.regions import load_regions
from baowen.orgs.roles import Role
from baowen.procure.buying.kinds import OfferSide
from baowen.procure.buying.models import Filing, Negotiation, Offer
from baowen.procure.buying.states import FILING_WORDS, FilingMove, FilingSide, FilingState
from baowen.procure.listing.queries import listings_of_drug
from baowen.procure.telling import tell

TO_HOSPITAL = frozenset({FilingMove.TAKE_UP, FilingMove.ASK_BACK, FilingMove.ACCEPT, FilingMove.REFUSE, FilingMove.END})
TO_REVIEWER = frozenset({FilingMove.FILE, FilingMove.ANSWER, FilingMove.WITHDRAW})


def invite_makers(row: Negotiation, invited: Collection[str], *, trail: Trail, at: datetime) -> None:
    """Tell those whom the hospital asks, those who have the drug on the platform and those who offered it before."""
    known = {one.maker for one in listings_of_drug(row.region, row.drug, row.dosage_form)}
    known |= set(
        Offer.objects.filter(negotiation__drug=row.drug, side=OfferSide.MAKER.value).values_list("maker", flat=True)
    )
    title = Text(
        f"{row.generic_name} 议价 {row.number} 可以报价，截止 {row.last_day}（含当日）",
        f"{row.generic_name}: negotiation {row.number} takes offers until {row.last_day} (included)",
    )
    registered = names_of(known | set(invited))
    tell(registered, _about(row), "open", title, trail=trail, at=at)


def tell_of_offer(row: Negotiation, offer: Offer, *, trail: Trail, at: datetime) -> None:
    """An offer goes to the hospitals that ask, a counter-offer to its maker."""
    if offer.side == OfferSide.MAKER.value:
        title = Text(
            f"{row.generic_name} 议价 {row.number} 有新报价",
            f"{row.generic_name}: there is a new offer in negotiation {row.number}",
        )
        to = list(row.parties.values_list("hospital", flat=True))
    else:
        title = Text(
            f"{row.generic_name} 议价 {row.number}：医院已还价",
            f"{row.generic_name}: a hospital made a counter-offer in negotiation {row.number}",
        )
        to = [offer.maker]
    tell(to, _about(row), f"offer/{offer.pk}", title, trail=trail, at=at)


def tell_accepted(row: Negotiation, maker: str, basis: str, *, trail: Trail, at: datetime) -> None:
    """The maker is told that its offer is taken and under which number orders will come."""
    title = Text(
        f"{row.generic_name} 议价 {row.number}：报价已被接受，采购依据 {basis}",
        f"{row.generic_name}: an offer in negotiation {row.number} is accepted, orders rest on {basis}",
    )
    tell([maker], _about(row), f"accept/{basis}", title, trail=trail, at=at)


def tell_taken_back(row: Negotiation, *, trail: Trail, at: datetime) -> None:
    """Makers that offered are told that nothing comes of it."""
    title = Text(f"议价 {row.number} 已撤回", f"negotiation {row.number} was taken back")
    tell(set(row.offers.values_list("maker", flat=True)), _about(row), "withdraw", title, trail=trail, at=at)


def tell_of_filing(row: Filing, move: FilingMove, side: FilingSide, *, trail: Trail, at: datetime) -> None:
    """The hospital is told what the reviewer or the platform did, the reviewer what the hospital did; who delivers is
    told once orders may rest on the filing."""
    zh, en = FILING_WORDS[FilingState(row.state)]
    title = Text(f"{row.generic_name} 备案 {row.number}：{zh}", f"{row.generic_name}, filing {row.number}: {en}")
    what = f"{move}/{row.events.count()}"
    if move in TO_HOSPITAL and side is not FilingSide.HOSPITAL:
        tell([row.hospital], f"filing/{row.number}", what, title, trail=trail, at=at)
    if move in TO_REVIEWER:
        tell(reviewers_of(row.region), f"filing/{row.number}", what, title, trail=trail, at=at)
    if move is FilingMove.ACCEPT:
        told = Text(
            f"{row.generic_name} 备案 {row.number} 已受理，医院可据以向您下单",
            f"{row.generic_name}: filing {row.number} is accepted, a hospital may order from you on it",
        )
        to = names_of({one for one in (row.supplier or row.maker,) if one})
        tell(to, "orders", f"filing/{row.number}", told, trail=trail, at=at)


def reviewers_of(region: str) -> list[str]:
    """The office that reviews the filings of a place: the nearest one of healthcare security with somebody to do it;
    none where nobody is registered."""
    for place in (region, *(one.code for one in load_regions().ancestors(region))):
        for seat in mechanism(place):
            is_it = seat.department is Department.HEALTHCARE_SECURITY
            if is_it and people(seat.organisation, holding=Role.PROCUREMENT_OFFICER):
                return [seat.organisation]
    return []


def _about(row: Negotiation) -> str:
    return f"negotiation/{row.number}"
