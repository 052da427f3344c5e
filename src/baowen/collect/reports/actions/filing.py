"""What hospitals file: shortage reports, zero reports, attachments, and what they take back. COL-2, COL-3."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from baowen.collect.reports import rules
from baowen.collect.reports.actions.store import filing_organisation, next_number, opened_month, unknown
from baowen.collect.reports.models import Attachment, ReportEvent, ReportMonth, ShortageReport, ZeroReport
from baowen.collect.reports.rules import Shortage
from baowen.collect.reports.states import (
    IN_FORCE,
    REPORT_RULES,
    REPORT_STATE_WORDS,
    ReportMove,
    ReportState,
)
from baowen.core.audit.trail import Trail, writing
from baowen.core.clock import day_of
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile, keep_attachment
from baowen.drugs.names import normalise_name
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import OrganisationView
from baowen.orgs.regions import load_regions

HOLDING = [state.value for state in IN_FORCE]
SHOWN = 5
SHORTAGE, ZERO = "Z", "L"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """The number of what was filed, and the numbers of what it took the place of."""

    number: str
    withdrawn: tuple[str, ...] = ()


def file_shortage(
    hospital: str, facts: Shortage, *, actor: Actor, at: datetime, replaces: str = "",
    attachments: Sequence[KeptFile] = (),
) -> Filed:  # fmt: skip
    """File one drug as short in a month (COL-2). A zero report of that month is withdrawn with an entry of its own.

    `replaces` is the number of an own report that this one corrects; all happens or nothing. BaowenError for facts
    that cannot be so, for a month that has not begun, and for a drug that the month has already, which it names.
    """
    place = _may_file(hospital, facts.month, actor, at)
    rules.check_shortage(facts)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        opened = opened_month(hospital, facts.month)
        corrected = _corrected(replaces, opened, actor, at, trail)
        withdrawn = [corrected.number] if corrected else []
        withdrawn += _withdraw_zeros(opened, at, trail)
        row = _stored(facts, opened, place, at, corrected)
        _record(row, ReportMove.FILE, actor, at)
        after = {
            "hospital": hospital, "month": row.month, "product": row.product_code, "needed": row.needed,
            "unit": row.unit, "cause": row.cause, "replaces": replaces,
        }  # fmt: skip
        trail.note("report.file", f"report/{row.number}", after=after)
        for file in attachments:
            _attach(row, file, at, trail)
    return Filed(number=row.number, withdrawn=tuple(withdrawn))


def file_zero(hospital: str, month: Month, *, actor: Actor, at: datetime) -> Filed:
    """Say that nothing is short in a month (COL-3, NJ-10).

    BaowenError where a shortage report of that month is in force, which it names, or where the zero is filed already.
    """
    place = _may_file(hospital, month, actor, at)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        opened = opened_month(hospital, month)
        held = list(opened.shortages.filter(state__in=HOLDING).values_list("number", flat=True))
        if held:
            raise BaowenError(
                f"{month} 已有短缺直报 {_listed(held)}，不能再报零报告；如已不短缺，请先撤回",
                f"{month} has shortage reports {_listed(held)}: no zero report beside them; withdraw them first",
            )
        row = ZeroReport(
            number=next_number(ZERO, place.region, day_of(at)), report_month=opened, hospital=hospital,
            region_code=place.region, month=str(month), filed_at=at, by=actor.name,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            known = opened.zeros.filter(withdrawn_at=None).values_list("number", flat=True)
            raise BaowenError(
                f"{month} 的零报告已填报：{_listed(known)}", f"the zero report of {month} is filed: {_listed(known)}"
            ) from error
        trail.note("report.zero", f"report/{row.number}", after={"hospital": hospital, "month": row.month})
    return Filed(number=row.number)


def withdraw(number: str, *, why: str, actor: Actor, at: datetime) -> None:
    """Take back an own shortage or zero report. The words of the hospital stay with the report, not in the chain.

    BaowenError for no reason, an unknown number, or one that is withdrawn already.
    """
    if not why.strip():
        raise BaowenError("撤回须写明原因", "say why it is withdrawn")
    rules.check_text(why, "撤回原因", "reason")
    zero = ZeroReport.objects.filter(number=number).first()
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        if zero is None:
            row = locked_report(number)
            _require_own(row.region_code, row.hospital, actor)
            opened_month(row.hospital, Month.parse(row.month))
            _withdraw(row, actor, at, trail, why=why)
            return
        _require_own(zero.region_code, zero.hospital, actor)
        opened = opened_month(zero.hospital, Month.parse(zero.month))
        if not _withdraw_zeros(opened, at, trail, why=why, number=number):
            raise BaowenError(f"零报告 {number} 已撤回", f"the zero report {number} is withdrawn already")


def keep_file(path: Path, folder: Path) -> KeptFile:
    """Keep a file under its hash, unopened; BaowenError for a type, size or content that is not taken."""
    return keep_attachment(path, folder, most=rules.MOST_BYTES, kinds=rules.ATTACHED)


def attach(number: str, file: KeptFile, *, actor: Actor, at: datetime) -> None:
    """Add a kept file to an own report; BaowenError for one that it has, for too many, and for a withdrawn report."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = locked_report(number)
        _require_own(row.region_code, row.hospital, actor)
        if row.state == ReportState.WITHDRAWN:
            raise BaowenError(f"{number} 已撤回，不能再加附件", f"{number} is withdrawn: nothing can be attached")
        _attach(row, file, at, trail)


def locked_report(number: str) -> ShortageReport:
    """The shortage report of that number, locked until the transaction ends."""
    row = ShortageReport.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise unknown(number)
    return row


def _record(row: ShortageReport, move: ReportMove, actor: Actor, at: datetime, reason: str = "") -> None:
    ReportEvent.objects.create(
        report=row, move=move.value, state=row.state, at=at, by=actor.name, organisation=actor.organisation,
        region=actor.region, reason=reason,
    )  # fmt: skip


def _may_file(hospital: str, month: Month, actor: Actor, at: datetime) -> OrganisationView:
    today = day_of(at)
    place = filing_organisation(hospital, OrganisationKind.HOSPITAL, today)
    _require_own(place.region, hospital, actor)
    rules.check_month(month, today)
    return place


def _require_own(region: str, hospital: str, actor: Actor) -> None:
    require(actor, Act.REPORT_FILE, region, regions=load_regions(), organisation=hospital)


def _stored(
    facts: Shortage, opened: ReportMonth, place: OrganisationView, at: datetime, corrected: ShortageReport | None
) -> ShortageReport:
    drug = facts.drug
    row = ShortageReport(
        number=next_number(SHORTAGE, place.region, day_of(at)), report_month=opened, hospital=place.code,
        region_code=place.region, month=str(facts.month), drug=drug.product_code or normalise_name(drug.name)[:300],
        product_code=drug.product_code, drug_name=drug.name[:300], needed=facts.needed, unit=facts.unit.value,
        stock=facts.stock, days_left=facts.days_left, cause=facts.cause, tried=facts.tried,
        substitute=facts.substitute, note=facts.note, state=ReportState.FILED.value, filed_at=at, replaces=corrected,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        known = opened.shortages.filter(drug=row.drug, state__in=HOLDING).values_list("number", flat=True)
        raise BaowenError(
            f"{row.month} 的“{row.drug_name}”已填报：{_listed(known)}；如需更正，请写明所更正的编号",
            f"{row.drug_name} is filed for {row.month} already: {_listed(known)}; to correct it, name that number",
        ) from error
    return row


def _corrected(number: str, opened: ReportMonth, actor: Actor, at: datetime, trail: Trail) -> ShortageReport | None:
    if not number:
        return None
    row = locked_report(number)
    if row.report_month_id != opened.pk:
        raise BaowenError(
            f"{number} 属于 {row.hospital} {row.month}，不能由 {opened.hospital} {opened.month} 的填报更正",
            f"{number} is of {row.hospital} {row.month}; one of {opened.hospital} {opened.month} cannot correct it",
        )
    _withdraw(row, actor, at, trail, why="更正")
    return row


def _withdraw(row: ShortageReport, actor: Actor, at: datetime, trail: Trail, *, why: str) -> None:
    rule, before = REPORT_RULES[ReportMove.WITHDRAW], ReportState(row.state)
    if before not in rule.sources:
        raise BaowenError(
            f"{row.number} 为“{REPORT_STATE_WORDS[before][0]}”，不能再{rule.zh}",
            f"{row.number} is {REPORT_STATE_WORDS[before][1]}: cannot {rule.en}",
        )
    row.state = ReportState.WITHDRAWN.value
    row.save(update_fields=["state"])
    _record(row, ReportMove.WITHDRAW, actor, at, why)
    trail.note("report.withdraw", f"report/{row.number}", before={"state": before}, after={"state": row.state})


def _withdraw_zeros(
    opened: ReportMonth, at: datetime, trail: Trail, *, why: str = "填报了短缺直报", number: str = ""
) -> list[str]:
    """Withdraw the zero report in force, or only that of a number; the numbers of what was withdrawn."""
    rows = opened.zeros.filter(withdrawn_at=None)
    found = list((rows.filter(number=number) if number else rows).values_list("number", flat=True))
    for one in found:
        opened.zeros.filter(number=one).update(withdrawn_at=at, withdrawn_why=why)
        trail.note("report.withdraw", f"report/{one}", after={"state": ReportState.WITHDRAWN})
    return found


def _attach(row: ShortageReport, file: KeptFile, at: datetime, trail: Trail) -> None:
    if row.attachments.count() >= rules.MOST_ATTACHMENTS:
        raise BaowenError(
            f"一份报告最多 {rules.MOST_ATTACHMENTS} 个附件",
            f"a report has {rules.MOST_ATTACHMENTS} attachments at most",
        )
    _, is_new = Attachment.objects.get_or_create(
        report=row, sha256=file.sha256,
        defaults={"file_name": file.name, "media_type": file.media_type, "size": file.size, "added_at": at},
    )  # fmt: skip
    if not is_new:
        raise BaowenError(f"{row.number} 已有内容相同的附件", f"{row.number} has this very file already")
    after = {"sha256": file.sha256, "size": file.size, "type": file.media_type}
    trail.note("report.attach", f"report/{row.number}", after=after)


def _listed(numbers: Iterable[str]) -> str:
    found = list(numbers)
    return "、".join(found[:SHOWN]) + (f" 等 {len(found)} 份" if len(found) > SHOWN else "")
