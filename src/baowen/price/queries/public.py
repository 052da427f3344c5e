"""What everybody is shown of price supervision: public inquiries and disclosures. PRI-1, RPT-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.orgs.queries import names_of
from baowen.price.kinds import NoticeKind
from baowen.price.models import Notice

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNotice:
    """A public inquiry or a disclosure; the words of a withdrawn one are not shown, but why it was withdrawn is."""

    key: int
    number: str
    kind: NoticeKind
    region: str
    drug: str
    enterprise: str
    title: str
    words: str
    published_at: datetime
    withdrawn_at: datetime | None
    withdrawn_why: str

    @property
    def published_on(self) -> date:
        return day_of(self.published_at)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


def public_notices(*, before: int = 0, most: int = MOST) -> list[PublicNotice]:
    """The newest first; `before`: those older than the one of this key."""
    rows = Notice.objects.select_related("matter").order_by("-id")
    return _shown(list((rows.filter(pk__lt=before) if before else rows)[:most]))


def public_notice(number: str) -> PublicNotice:
    """One of them; BaowenError where there is none."""
    row = Notice.objects.select_related("matter").filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有公开内容 {number}", f"there is no notice {number}")
    return _shown([row])[0]


def _shown(rows: list[Notice]) -> list[PublicNotice]:
    names = names_of({row.matter.enterprise for row in rows})
    return [
        PublicNotice(
            key=row.pk, number=row.number, kind=NoticeKind(row.kind), region=row.matter.region, drug=row.matter.drug,
            enterprise=names.get(row.matter.enterprise, row.matter.enterprise), title=row.title,
            words="" if row.withdrawn_at else row.words, published_at=row.published_at,
            withdrawn_at=row.withdrawn_at, withdrawn_why=row.withdrawn_why,
        )
        for row in rows
    ]  # fmt: skip
