"""What the actions on reports share: numbers, locked rows, the organisation that files."""

from __future__ import annotations

from datetime import date

from baowen.collect.reports.models import ReportMonth, ReportSequence
from baowen.collect.reports.rules import numbered
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.orgs.departments import ORGANISATION_WORDS, OrganisationKind
from baowen.orgs.queries import OrganisationView
from baowen.orgs.queries import organisation as organisation_called


def next_number(prefix: str, region: str, day: date) -> str:
    """The next number of a kind, place and day; its counter is locked while it is taken."""
    name = f"{prefix}-{region}-{day:%Y%m%d}"
    ReportSequence.objects.get_or_create(name=name)
    row = ReportSequence.objects.select_for_update().get(name=name)
    row.last += 1
    row.save(update_fields=["last"])
    return numbered(prefix, region, day, row.last)


def opened_month(hospital: str, month: Month) -> ReportMonth:
    """The row of a hospital and month, locked until the transaction ends; the lake has to be told of it again."""
    ReportMonth.objects.get_or_create(hospital=hospital, month=str(month))
    row = ReportMonth.objects.select_for_update().get(hospital=hospital, month=str(month))
    row.revision += 1
    row.save(update_fields=["revision"])
    return row


def filing_organisation(code: str, kind: OrganisationKind, today: date) -> OrganisationView:
    """The organisation that files; BaowenError where it is unknown, closed or of another kind."""
    found = organisation_called(code)
    if found is None:
        raise BaowenError(f"机构 {code} 未登记，请先登记", f"organisation {code} is not registered")
    if found.closed_on is not None and found.closed_on < today:
        raise BaowenError(
            f"机构 {code} 已于 {found.closed_on} 注销", f"organisation {code} closed on {found.closed_on}"
        )
    if found.kind is not kind:
        zh, en = ORGANISATION_WORDS[kind]
        raise BaowenError(f"{code} 不是{zh}，不能填报", f"{code} is no {en} and cannot file this")
    return found


def unknown(number: str) -> BaowenError:
    """The error for a number that nothing has."""
    return BaowenError(f"没有编号为 {number} 的报告，请核对编号", f"there is no report {number}; check the number")
