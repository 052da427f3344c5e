"""Editions of the guide are published and withdrawn by the head of the lead unit. HOS-4."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.hospital.substitutes.models import GuideEdition
from baowen.hospital.substitutes.states import EditionState
from baowen.orgs.permissions import Act, require
from baowen.respond.actions.moves import Doing


def publish_edition(edition: int, doing: Doing) -> None:
    """Publish a draft. A day that is past would change what was read on it: an edition begins today or later."""
    with doing.writing() as trail:
        row = _locked(edition, doing)
        if row.state != EditionState.DRAFT.value:
            raise BaowenError(f"版次“{row.name}”不是草稿", f"edition {row.name} is no draft")
        entries = row.entries.count()
        if not entries:
            raise BaowenError(f"版次“{row.name}”没有条目，不能发布", f"edition {row.name} has no entry")
        if row.effective_on < day_of(doing.at):
            raise BaowenError(
                f"生效日期 {row.effective_on} 已过：从前的日子仍按当时的版次回答，请改为今天或以后",
                f"the first day {row.effective_on} is past: choose today or later",
            )
        row.state = EditionState.PUBLISHED.value
        row.published_at, row.published_by = doing.entered, doing.actor.name
        _save(row)
        trail.note("guide.publish", f"guide/{edition}", after={"on": row.effective_on, "entries": entries})


def change_day(edition: int, effective_on: date, doing: Doing) -> None:
    """Give a draft another first day."""
    with doing.writing() as trail:
        row = GuideEdition.objects.select_for_update().filter(pk=edition, state=EditionState.DRAFT.value).first()
        if row is None:
            raise BaowenError("只有草稿可以改生效日期", "the first day of a draft alone can be changed")
        require(doing.actor, Act.SUBSTITUTE_WRITE, row.region, regions=doing.book.regions)
        before, row.effective_on = row.effective_on, effective_on
        row.save()
        trail.note("guide.day", f"guide/{edition}", before={"on": before}, after={"on": row.effective_on})


def withdraw_edition(edition: int, why: str, doing: Doing) -> None:
    """Withdraw a published edition: the one before it rules again. Citations of it stay."""
    why = filled(why, "撤回原因", "reason", most=1000)
    with doing.writing() as trail:
        row = _locked(edition, doing)
        if row.state != EditionState.PUBLISHED.value:
            raise BaowenError(f"版次“{row.name}”没有发布，不能撤回", f"edition {row.name} is not published")
        row.state = EditionState.WITHDRAWN.value
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = doing.entered, doing.actor.name, why
        row.save()
        trail.note("guide.withdraw", f"guide/{edition}", after={"on": row.effective_on}, reason=why)


def _locked(edition: int, doing: Doing) -> GuideEdition:
    row = GuideEdition.objects.select_for_update().filter(pk=edition).first()
    if row is None:
        raise BaowenError(f"没有编号为 {edition} 的指南版次", f"there is no edition {edition}")
    require(doing.actor, Act.SUBSTITUTE_PUBLISH, row.region, regions=doing.book.regions)
    return row


def _save(row: GuideEdition) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise BaowenError(
            f"{row.effective_on} 已有另一版次生效，请换一个生效日期", f"another edition begins on {row.effective_on}"
        ) from error
