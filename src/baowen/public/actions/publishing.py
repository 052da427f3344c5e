"""Bulletins are written, published, corrected, withdrawn; what was published stays to be read. RPT-4 (HN-21, HD-23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from baowen.collect.reports.actions.store import next_number
from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.public.models import Bulletin
from baowen.public.states import BulletinState

PREFIX = "B"
TITLE_MOST, TITLE_EN_MOST, BODY_MOST, WHY_MOST = 200, 300, 20_000, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinFacts:
    """The words of a bulletin: paragraphs parted by an empty line. English may be missing, but not by half.

    `corrects`: the number of the published bulletin that it puts right, "" for none.
    """

    title_zh: str
    body_zh: str
    title_en: str = ""
    body_en: str = ""
    corrects: str = ""


def write_bulletin(facts: BulletinFacts, *, actor: Actor, at: datetime) -> int:
    """Begin a bulletin for the own region as a draft; its key. BaowenError for missing words."""
    require(actor, Act.BULLETIN_WRITE, actor.region, regions=load_regions())
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = Bulletin(
            region_code=actor.region, organisation=actor.organisation, state=BulletinState.DRAFT.value, made_at=at,
            made_by=actor.name,
        )  # fmt: skip
        _set(row, facts)
        row.save()
        trail.note(
            "bulletin.write", f"bulletin-draft/{row.pk}", after={"title": row.title_zh, "corrects": facts.corrects}
        )
    return row.pk


def revise_bulletin(key: int, facts: BulletinFacts, *, actor: Actor, at: datetime) -> None:
    """Change the words of a draft. BaowenError for one that is published: that is corrected by another."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _draft(key, actor, Act.BULLETIN_WRITE)
        _set(row, facts)
        row.save()
        trail.note(
            "bulletin.revise", f"bulletin-draft/{key}", after={"title": row.title_zh, "corrects": facts.corrects}
        )


def discard_bulletin(key: int, *, actor: Actor, at: datetime) -> None:
    """Delete a draft."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _draft(key, actor, Act.BULLETIN_WRITE)
        row.delete()
        trail.note("bulletin.discard", f"bulletin-draft/{key}", before={"title": row.title_zh})


def publish_bulletin(key: int, *, actor: Actor, at: datetime) -> str:
    """Publish a draft; its number. From then on everybody reads it, and its words never change."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _draft(key, actor, Act.BULLETIN_PUBLISH)
        if row.corrects is not None and row.corrects.state != BulletinState.PUBLISHED:
            raise BaowenError(
                f"{row.corrects.number} 已撤回，不能再更正；请改为单独发布",
                f"{row.corrects.number} is withdrawn and is not corrected any more; publish this on its own",
            )
        on = day_of(at)
        row.number, row.state = next_number(PREFIX, row.region_code, on), BulletinState.PUBLISHED.value
        row.published_on, row.published_at, row.published_by = on, at, actor.name
        row.save()
        corrects = row.corrects.number if row.corrects else ""
        trail.note(
            "bulletin.publish", f"bulletin/{row.number}",
            after={"title": row.title_zh, "corrects": corrects, "draft": row.pk},
        )  # fmt: skip
    return row.number


def withdraw_bulletin(number: str, *, why: str, actor: Actor, at: datetime) -> None:
    """Withdraw a published bulletin: it stays to be read, marked, with the reason. BaowenError for no reason."""
    reason = filled(why, "撤回原因", "reason for withdrawing", most=WHY_MOST)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row = Bulletin.objects.select_for_update().filter(number=number).exclude(number="").first()
        if row is None:
            raise BaowenError(f"没有公告 {number}，请核对编号", f"there is no bulletin {number}; check the number")
        require(actor, Act.BULLETIN_PUBLISH, row.region_code, regions=load_regions())
        if row.state != BulletinState.PUBLISHED:
            raise BaowenError(f"公告 {number} 已撤回", f"the bulletin {number} is withdrawn already")
        row.state, row.withdrawn_at, row.withdrawn_by = BulletinState.WITHDRAWN.value, at, actor.name
        row.withdrawn_why = reason
        row.save()
        trail.note("bulletin.withdraw", f"bulletin/{number}")


def _set(row: Bulletin, facts: BulletinFacts) -> None:
    row.title_zh = filled(facts.title_zh, "标题", "Chinese title", most=TITLE_MOST)
    row.body_zh = filled(facts.body_zh, "正文", "Chinese text", most=BODY_MOST)
    row.title_en = within(facts.title_en, "英文标题", "English title", most=TITLE_EN_MOST)
    row.body_en = within(facts.body_en, "英文正文", "English text", most=BODY_MOST)
    if bool(row.title_en) != bool(row.body_en):
        raise BaowenError(
            "英文标题和英文正文应同时填写，或同时留空", "give both the English title and the English text, or neither"
        )
    row.corrects = None
    if facts.corrects:
        row.corrects = Bulletin.objects.filter(
            number=facts.corrects, region_code=row.region_code, state=BulletinState.PUBLISHED.value
        ).first()
        if row.corrects is None:
            raise BaowenError(
                f"本地区没有已发布的公告 {facts.corrects}，不能更正；请核对编号",
                f"this region has no published bulletin {facts.corrects} to correct; check the number",
            )


def _draft(key: int, actor: Actor, act: Act) -> Bulletin:
    row = Bulletin.objects.select_for_update().filter(pk=key).first()
    if row is None or row.region_code != actor.region:
        raise BaowenError(f"本地区没有编号为 {key} 的公告草稿", f"this region has no draft {key} of a bulletin")
    require(actor, act, row.region_code, regions=load_regions())
    if row.state != BulletinState.DRAFT:
        raise BaowenError(
            f"公告 {row.number} 已发布，不能修改；请另写一篇更正",
            f"the bulletin {row.number} is published and does not change; write another that corrects it",
        )
    return row
