"""A lead hospital says whether its alliance's varieties are counted as a whole. HOS-1 (国卫药政发〔2024〕38号 二)."""

from __future__ import annotations

from baowen.core.problems import BaowenError
from baowen.hospital.shares.models import WholeCount
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import members_of
from baowen.respond.actions.moves import Doing


def count_as_whole(as_whole: bool, doing: Doing) -> None:
    """Count the own alliance's varieties as a whole, or each member's by itself again.

    BaowenError for a hospital that leads no alliance.
    """
    actor = doing.actor
    require(actor, Act.FORMULARY_KEEP, actor.region, regions=doing.book.regions, organisation=actor.organisation)
    if not members_of(actor.organisation):
        raise BaowenError(
            "本机构不是医联体牵头医院，没有成员机构可以合并计算；成员关系由平台管理员登记",
            "your hospital leads no alliance; the administrator of the platform registers members",
        )
    with doing.writing() as trail:
        row = WholeCount.objects.select_for_update().filter(lead=actor.organisation).first()
        before = row is not None and row.as_whole
        if before == as_whole:
            return
        row = row or WholeCount(lead=actor.organisation)
        row.as_whole, row.set_at, row.set_by = as_whole, doing.entered, actor.name
        row.save()
        trail.note(
            "hospital.count_whole", f"organisation/{actor.organisation}", before={"as_whole": before},
            after={"as_whole": as_whole},
        )  # fmt: skip
