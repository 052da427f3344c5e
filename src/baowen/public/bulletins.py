"""Reads of bulletins: what everybody sees, and the drafts of the own region. RPT-4, PUB-1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import names_of
from baowen.orgs.regions import load_regions
from baowen.public.models import Bulletin
from baowen.public.states import BulletinState

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinView:
    """One bulletin. `number` is "" and the dates None for a draft; `key` names drafts. `corrects` is a number or ""."""

    key: int
    number: str
    region: str
    issuer: str
    title_zh: str
    title_en: str
    body_zh: str
    body_en: str
    corrects: str
    state: BulletinState
    made_by: str
    published_on: date | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_why: str

    def title(self, *, english: bool) -> str:
        """The title in a language, the Chinese one where there is no other."""
        return (self.title_en if english else "") or self.title_zh

    def paragraphs(self, *, english: bool) -> list[str]:
        """The text in a language, paragraph by paragraph."""
        text = (self.body_en if english else "") or self.body_zh
        return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


def published(*, most: int = MOST, before: int = 0) -> list[BulletinView]:
    """Published bulletins, those withdrawn too, the newest first; those published before the one of a key."""
    rows = Bulletin.objects.exclude(state=BulletinState.DRAFT.value).select_related("corrects")
    if before:
        seen = Bulletin.objects.filter(pk=before).values_list("published_at", flat=True).first()
        earlier = Q(published_at__lt=seen) | Q(published_at=seen, pk__lt=before)
        rows = rows.filter(earlier) if seen else rows.none()
    return _views(list(rows.order_by("-published_at", "-pk")[:most]))


def bulletin(number: str) -> tuple[BulletinView, list[BulletinView]]:
    """A published bulletin, and what corrects it, the oldest first. BaowenError for an unknown number."""
    rows = Bulletin.objects.exclude(state=BulletinState.DRAFT.value).select_related("corrects")
    row = rows.filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有公告 {number}", f"there is no bulletin {number}")
    first, *rest = _views([row, *rows.filter(corrects=row).order_by("published_at", "pk")])
    return first, rest


def drafts(actor: Actor) -> list[BulletinView]:
    """The drafts of the own region, the newest first. NotAllowedError for whoever may not write there."""
    require(actor, Act.BULLETIN_WRITE, actor.region, regions=load_regions())
    rows = Bulletin.objects.filter(region_code=actor.region, state=BulletinState.DRAFT.value)
    return _views(list(rows.select_related("corrects").order_by("-pk")))


def draft(key: int, actor: Actor) -> BulletinView:
    """One draft of the own region. BaowenError where there is none."""
    found = next((one for one in drafts(actor) if one.key == key), None)
    if found is None:
        raise BaowenError(f"本地区没有编号为 {key} 的公告草稿", f"this region has no draft {key} of a bulletin")
    return found


def changed_at() -> datetime | None:
    """When anything last changed that the public sees; None before the first publication."""
    found = Bulletin.objects.aggregate(published=Max("published_at"), withdrawn=Max("withdrawn_at"))
    return max((one for one in found.values() if one is not None), default=None)


def _views(rows: list[Bulletin]) -> list[BulletinView]:
    names = names_of({row.organisation for row in rows})
    return [
        BulletinView(
            key=row.pk, number=row.number, region=row.region_code, issuer=names.get(row.organisation, row.organisation),
            title_zh=row.title_zh, title_en=row.title_en, body_zh=row.body_zh, body_en=row.body_en,
            corrects=row.corrects.number if row.corrects else "", state=BulletinState(row.state), made_by=row.made_by,
            published_on=row.published_on, published_at=row.published_at, withdrawn_at=row.withdrawn_at,
            withdrawn_why=row.withdrawn_why,
        )
        for row in rows
    ]  # fmt: skip
