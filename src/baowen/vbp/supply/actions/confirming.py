"""The province confirms what hospitals told, for one hospital or a place, one report or several. VBP-9 (VB-2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, require
from baowen.procure.trade.queries.buyers import hospitals_ordering
from baowen.respond.actions.moves import Doing
from baowen.vbp.rounds.queries import enterprise_codes
from baowen.vbp.supply.actions.answering import locked_problem, require_level, require_party, require_state
from baowen.vbp.supply.actions.store import MOST_REASON, next_number, offices, tell
from baowen.vbp.supply.actions.telling import enter
from baowen.vbp.supply.confirmed import Confirmation as Kind
from baowen.vbp.supply.models import Confirmation, Joining, Problem
from baowen.vbp.supply.queries.backups import backups_of
from baowen.vbp.supply.rules import Reported, checked_period, overlap, widest
from baowen.vbp.supply.states import ProblemMove, ProblemState

BOUGHT_WITHIN = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is confirmed: for the hospitals of a place, or for one `hospital` ("" for all of the place); the days as
    the reports tell them where none are given. `lasts`: no last day even where the reports have one."""

    kind: Kind
    region: str = ""
    hospital: str = ""
    from_on: date | None = None
    until_on: date | None = None
    lasts: bool = False


def confirm(numbers: Sequence[str], judged: Judged, doing: Doing) -> str:
    """Confirm one problem or several alike as one confirmation; its number.

    BaowenError for reports that are not alike or lie outside the place, days in the wrong order, and for what is
    confirmed already for that place and time. NotAllowedError below the level that the pack names.
    """
    reason, on = filled(doing.reason, "核实情况和理由", "reason", most=MOST_REASON), day_of(doing.at)
    with doing.writing() as trail:
        rows = [locked_problem(number) for number in dict.fromkeys(numbers)]
        for row in rows:
            require_party(row, ProblemMove.CONFIRM, doing)
            require_state(row, ProblemMove.CONFIRM)
        first, until = widest(map(_reported, rows))
        region = doing.book.regions.require(judged.region or rows[0].region).code
        require(doing.actor, Act.VBP_PROBLEM_CONFIRM, region, regions=doing.book.regions)
        clause = require_level(region, on, doing)
        _check_place(rows, region, judged.hospital, doing)
        from_on = judged.from_on or first
        until = None if judged.lasts else judged.until_on or until
        checked_period(from_on, until, on)
        made = Confirmation(
            number=next_number("SC", doing.actor.region, on.year), kind=judged.kind.value,
            round_code=rows[0].round_code, lot=rows[0].lot, product_code=rows[0].product_code, drug=rows[0].drug,
            enterprise=rows[0].enterprise, region=region, hospital=judged.hospital, from_on=from_on,
            until_on=until, reason=reason, clause=clause.clause, confirmed_at=doing.entered,
            confirmed_by=doing.actor.name, organisation=doing.actor.organisation,
        )  # fmt: skip
        _refuse_twice(made)
        made.save()
        for row in rows:
            row.confirmation, row.state = made, ProblemState.CONFIRMED.value
            row.save()
            enter(row, ProblemMove.CONFIRM, f"{made.number} {reason}", doing, trail)
        _note(made, "confirm", trail)
        _tell_confirmed(made, doing, trail)
    return made.number


def _reported(row: Problem) -> Reported:
    return Reported(
        number=row.number, about=(row.round_code, row.lot, row.product_code, row.enterprise), from_on=row.from_on,
        until_on=row.until_on,
    )  # fmt: skip


def _check_place(rows: Sequence[Problem], region: str, hospital: str, doing: Doing) -> None:
    outside = [row.number for row in rows if not doing.book.regions.within(row.region, region)]
    if outside:
        raise BaowenError(
            f"{'、'.join(outside)} 不在 {region} 范围内，请扩大核实的地区",
            f"{', '.join(outside)} lie outside {region}; take a wider place",
        )
    if hospital and any(row.hospital != hospital for row in rows):
        raise BaowenError(
            "只对一家医疗机构核实时，所选问题都应由它反映",
            "a confirmation for one hospital takes its own reports alone",
        )


def _refuse_twice(made: Confirmation) -> None:
    """BaowenError where the same was confirmed for just that place and hospital in days that overlap."""
    known = Confirmation.objects.select_for_update().filter(
        kind=made.kind, round_code=made.round_code, product_code=made.product_code, enterprise=made.enterprise,
        region=made.region, hospital=made.hospital, revoked_at=None,
    )  # fmt: skip
    for one in known:
        if overlap((one.from_on, one.until_on), (made.from_on, made.until_on)):
            raise BaowenError(
                f"{one.number} 已核实同一问题（{one.from_on} 至 {one.until_on or '持续'}），请将新的反映并入其中",
                f"{one.number} confirms the same from {one.from_on} to {one.until_on or 'now'}; add to it instead",
            )


def add_to_confirmation(number: str, confirmation: str, doing: Doing) -> None:
    """Count a further report among those of a confirmation that covers it: same product, place and days."""
    reason = filled(doing.reason, "理由", "reason", most=MOST_REASON)
    with doing.writing() as trail:
        row = locked_problem(number)
        require_party(row, ProblemMove.CONFIRM, doing)
        require_state(row, ProblemMove.CONFIRM)
        made = _locked(confirmation, doing)
        same = (made.round_code, made.lot, made.product_code, made.enterprise) == _reported(row).about
        covers = doing.book.regions.within(row.region, made.region) and made.hospital in ("", row.hospital)
        if not same or not covers or not overlap((made.from_on, made.until_on), (row.from_on, row.until_on)):
            raise BaowenError(
                f"{confirmation} 的产品、地区或期间不包括 {number}", f"{confirmation} does not cover {number}"
            )
        row.confirmation, row.state = made, ProblemState.CONFIRMED.value
        row.save()
        enter(row, ProblemMove.CONFIRM, f"{made.number} {reason}", doing, trail)
        said = Text(f"供应问题 {number} 已并入核实 {made.number}", f"problem {number} is confirmed by {made.number}")
        codes = [row.hospital, row.enterprise]
        tell(codes, f"vbp_problem/{number}", f"confirm/{made.number}", said, trail=trail, at=doing.entered)


def end_confirmation(number: str, until_on: date, doing: Doing) -> None:
    """Say until when a confirmed problem lasted; hospitals then buy from the selected supplier again.

    BaowenError for a day before it began or to come.
    """
    reason, on = filled(doing.reason, "理由", "reason", most=MOST_REASON), day_of(doing.at)
    with doing.writing() as trail:
        made = _locked(number, doing)
        checked_period(made.from_on, until_on, on)
        if until_on > on:
            raise BaowenError(f"结束日期 {until_on} 晚于今天", f"the last day {until_on} is still to come")
        before, made.until_on = made.until_on, until_on
        made.save()
        for row in made.problems.select_for_update().filter(state=ProblemState.CONFIRMED.value):
            row.state, row.until_on = ProblemState.ENDED.value, max(row.from_on, row.until_on or until_on)
            row.save()
            enter(row, ProblemMove.END, reason, doing, trail)
        _note(made, "end", trail, before=before)
        zh, en = f"核实 {number} 的供应问题至 {until_on} 结束", f"confirmed problem {number} lasted until {until_on}"
        tell(
            _concerned(made, doing), f"vbp_confirmed/{number}", f"end/{until_on}/{on}", Text(zh, en), trail=trail,
            at=doing.entered,
        )  # fmt: skip


def revoke_confirmation(number: str, doing: Doing) -> None:
    """Take a confirmation back that should not have been given: it never counted."""
    reason = filled(doing.reason, "理由", "reason", most=MOST_REASON)
    with doing.writing() as trail:
        made = _locked(number, doing)
        made.revoked_at, made.revoked_by, made.revoked_because = doing.entered, doing.actor.name, reason
        made.save()
        for row in made.problems.select_for_update().exclude(state=ProblemState.WITHDRAWN.value):
            if ProblemState(row.state) in (ProblemState.CONFIRMED, ProblemState.ENDED):
                row.state = ProblemState.NOT_CONFIRMED.value
                row.save()
                enter(row, ProblemMove.REVOKE, reason, doing, trail)
        _note(made, "revoke", trail)
        said = Text(f"核实 {number} 已撤销", f"confirmation {number} is revoked")
        tell(_concerned(made, doing), f"vbp_confirmed/{number}", "revoke", said, trail=trail, at=doing.entered)


def _locked(number: str, doing: Doing) -> Confirmation:
    row = Confirmation.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有核实记录 {number}", f"there is no confirmation {number}")
    require(doing.actor, Act.VBP_PROBLEM_CONFIRM, row.region, regions=doing.book.regions)
    require_level(row.region, day_of(doing.at), doing)
    if row.revoked_at is not None:
        raise BaowenError(f"核实 {number} 已撤销：{row.revoked_because}", f"confirmation {number} was revoked")
    return row


def _note(made: Confirmation, what: str, trail: Trail, before: date | None = None) -> None:
    trail.note(
        f"vbp.confirmation.{what}", f"vbp_confirmed/{made.number}",
        before=None if before is None else {"until_on": before},
        after={
            "kind": made.kind, "round": made.round_code, "product": made.product_code, "enterprise": made.enterprise,
            "region": made.region, "hospital": made.hospital, "from_on": made.from_on, "until_on": made.until_on,
            "revoked": made.revoked_at is not None,
        },
    )  # fmt: skip


def _tell_confirmed(made: Confirmation, doing: Doing, trail: Trail) -> None:
    """Who told, who buys it and who watches hear of it, with the backup supplier that steps in."""
    found = backups_of(made.round_code, made.lot, made.region)
    names = "、".join(dict.fromkeys(one.enterprise_name for one in found))
    zh = f"供应问题已核实 {made.number}" + (f"，备供企业：{names}" if names else "，本地没有备供企业")
    en = f"supply problem confirmed as {made.number}" + (f"; backup: {names}" if names else "; there is no backup here")
    code_of = enterprise_codes()
    backups = [code for one in found if (code := code_of(one))]
    codes = list(dict.fromkeys([*_concerned(made, doing), *backups]))
    tell(codes, f"vbp_confirmed/{made.number}", "confirm", Text(zh, en), trail=trail, at=doing.entered)


def _concerned(made: Confirmation, doing: Doing) -> list[str]:
    """Who told, who ordered the product within a year or joined for it in the place, the enterprise, the offices."""
    told = made.problems.values_list("hospital", flat=True)
    hospitals = {made.hospital} if made.hospital else _buyers(made, doing)
    return list(
        dict.fromkeys([*told, *sorted(hospitals), made.enterprise, *offices(made.region, doing.book)])
    )  # fmt: skip


def _buyers(made: Confirmation, doing: Doing) -> set[str]:
    places = doing.book.regions.codes_within(made.region)
    since = doing.entered - BOUGHT_WITHIN
    joined = Joining.objects.filter(
        round_code=made.round_code, region__in=places, state="accepted", lines__product_code=made.product_code
    )
    return {
        *hospitals_ordering(made.product_code, regions=places, since=since),
        *joined.values_list("organisation", flat=True),
    }
