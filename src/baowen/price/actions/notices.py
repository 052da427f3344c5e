"""What the public is shown of a price matter: published, and withdrawn with a reason; it stays to be seen. PRI-1."""

from __future__ import annotations

from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.price.actions.store import Moving, moving, next_number
from baowen.price.kinds import NOTICE_WORDS, NoticeKind
from baowen.price.models import Notice
from baowen.price.states import Move
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.telling import tell_organisation


def publish(done: Moving, kind: NoticeKind, title: str, words: str) -> str:
    """Show the public something, inside the transaction of its move; the enterprise is told. Its number."""
    row = Notice.objects.create(
        number=next_number("PN", done.matter.region, done.on.year), matter=done.matter, kind=kind.value,
        title=filled(title, "标题", "title", most=300), words=words, published_at=done.doing.entered,
        published_by=done.doing.actor.name,
    )  # fmt: skip
    done.told["notice"] = row.number
    zh, en = NOTICE_WORDS[kind]
    said = Text(f"{zh}已发布：{row.number}", f"{en} is published: {row.number}")
    tell_organisation(
        done.matter.enterprise, done.about, f"notice/{row.pk}", said, trail=done.trail, at=done.doing.entered
    )
    return row.number


def withdraw_notice(number: str, notice: str, doing: Doing) -> None:
    """Withdraw what was made public; it stays with the reason."""
    with moving(number, Move.WITHDRAW_NOTICE, doing) as done:
        row = done.matter.notices.select_for_update().filter(number=notice).first()
        if row is None or row.withdrawn_at is not None:
            raise BaowenError(f"没有可撤回的公开内容 {notice}", f"there is no notice {notice} to withdraw")
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = doing.entered, doing.actor.name, doing.reason.strip()
        row.save()
        done.told["notice"] = notice
