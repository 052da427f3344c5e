"""Which cases somebody may see: those that began in or are with the own region or one below, each in its channel."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.roles import Role
from baowen.respond.kinds import Channel
from baowen.respond.models import Case
from baowen.respond.rulebook import Rulebook

PAGE = 50


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """The cases of the channels that the actor may see, of all regions."""
    rows = Case.objects.all()
    return rows if sees_military(actor) else rows.exclude(channel=Channel.MILITARY.value)


def sees_military(actor: Actor) -> bool:
    """Whether the actor is a liaison officer of the military channel."""
    return Role.MILITARY_OFFICER in actor.roles


def reads_cases(actor: Actor, book: Rulebook) -> bool:
    """Whether the actor reads the cases of the own region; False for one who only answers for the own organisation.

    NotAllowedError for who may do neither.
    """
    if decide(actor, Act.CASE_READ, actor.region, regions=book.regions).allowed:
        return True
    own = actor.organisation
    if not decide(actor, Act.CASE_ANSWER, actor.region, regions=book.regions, organisation=own).allowed:
        require(actor, Act.CASE_READ, actor.region, regions=book.regions)
    return False


def seen_case(number: str, actor: Actor, book: Rulebook, *, lock: bool = False) -> Case:
    """The case of that number; BaowenError for an unknown one and for one that the actor may not see.

    `lock`: until the transaction ends.
    """
    rows = Case.objects.select_for_update() if lock else Case.objects.all()
    row = rows.filter(number=number).first()
    if row is None or not sees(row, actor, book):
        # The same words for both: whoever may not see a case does not learn that it exists.
        raise BaowenError(f"没有可阅看的案件 {number}", f"there is no case {number} that you may see")
    return row


def seen_of(actor: Actor, numbers: Collection[str], *, book: Rulebook) -> set[str]:
    """Which of the cases of these numbers the actor may see."""
    return {row.number for row in Case.objects.filter(number__in=numbers) if sees(row, actor, book)}


def sees(row: Case, actor: Actor, book: Rulebook) -> bool:
    """Seen from where it began and from where it is now."""
    if row.channel == Channel.MILITARY.value and not sees_military(actor):
        return False
    act = Act.MILITARY_READ if row.channel == Channel.MILITARY.value else Act.CASE_READ
    return any(decide(actor, act, place, regions=book.regions).allowed for place in (row.origin_region, row.region))
