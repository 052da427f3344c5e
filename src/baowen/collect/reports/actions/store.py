"""What the actions on reports share: numbers, locked rows, the organisation that files."""

from __future__ import annotations

from datetime import date

from baowen.collect.reports.models import ReportMonth, ReportSequence
from baowen.collect.reports.rules import numbered
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.orgs.departments import ORGANISATION_WORDS, OrganisationKind
from baowen.orgs.queries import OrganisationView, open_organisation


def next_number(prefix: str, region: str, day: date) -> str:
    """The next number of a kind, place and day; its counter is locked while it is taken."""
    name = f"{prefix}-{region}-{day:%Y%m%d}"
    return numbered(prefix, region, day, ReportSequence.locked(name).take())


def opened_month(hospital: str, month: Month) -> ReportMonth:
    """The row of a hospital and month, locked until the transaction ends; the lake has to be told of it again."""
    ReportMonth.objects.get_or_create(hospital=hospital, month=str(month))
    row = ReportMonth.objects.select_for_update().get(hospital=hospital, month=str(month))
    row.revision += 1
    row.save(update_fields=["revision"])
    return row


def filing_organisation(code: str, kind: OrganisationKind, today: date) -> OrganisationView:
    """The organisation that files; BaowenError where it is unknown, closed or of another kind."""
    found = open_organisation(code, today)
    if found.kind is not kind:
        zh, en = ORGANISATION_WORDS[kind]
        raise BaowenError(f"{code} 不是{zh}，不能填报", f"{code} is no {en} and cannot file this")
    return found


def unknown(number: str) -> BaowenError:
    """The error for a number that nothing has."""
    return BaowenError(f"没有编号为 {number} 的报告，请核对编号", f"there is no report {number}; check the number")
