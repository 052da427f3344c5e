"""Confirmed supply problems: until when, where, who steps in; ended and revoked. VBP-9 (VB-2.3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.vbp.supply.actions.confirming import end_confirmation, revoke_confirmation
from baowen.vbp.supply.confirmed import CONFIRMATION_WORDS
from baowen.vbp.supply.queries.confirmed import ConfirmedView, confirmation_page
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.vbp_fields import doing_of
from baowen.web.viewer import Viewer, viewer_of

HEADINGS = (
    ("核实编号", "Number"), ("情形", "Kind"), ("批次", "Round"), ("品种序号", "Lot"), ("产品代码", "Product code"),
    ("药品", "Drug"), ("企业代码", "Enterprise code"), ("企业", "Enterprise"), ("地区", "Place"),
    ("医疗机构", "Hospital"), ("自", "From"), ("至", "Until"), ("备供企业", "Backup"), ("依据", "Clause"),
    ("理由", "Reason"), ("核实日期", "Confirmed on"), ("撤销时间", "Revoked"), ("撤销理由", "Revoked because"),
    ("涉及反映", "Reports"),
)  # fmt: skip


def confirmed(request: HttpRequest) -> HttpResponse:
    """The confirmations that concern the viewer, the newest first."""
    viewer, given = viewer_of(request), request.GET
    lasting = today() if given.get("lasting") else None

    def page(cursor: str) -> Paged[ConfirmedView]:
        return confirmation_page(viewer.actor, lasting_on=lasting, cursor=cursor)

    file = exported(request, {"confirmed": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    names = _names(found.lines)
    shown = {
        "lines": [_line(one, names, viewer) for one in found.lines], "cursor": found.cursor, "given": given,
        "today": today(), "watches": viewer.may(Act.VBP_READ),
    }  # fmt: skip
    return render(request, "pages/vbp_confirmed.html", shown)


def _names(found: list[ConfirmedView]) -> dict[str, str]:
    return names_of({code for one in found for code in (one.confirmed.enterprise, one.confirmed.hospital)})


def _line(one: ConfirmedView, names: dict[str, str], viewer: Viewer) -> dict[str, Any]:
    made = one.confirmed
    return {
        "one": one, "made": made, "kind": viewer.say(CONFIRMATION_WORDS[made.kind]),
        "enterprise": names.get(made.enterprise, made.enterprise),
        "hospital": names.get(made.hospital, made.hospital),
        "lasts": one.revoked_at is None and (made.until_on is None or made.until_on >= today()),
    }  # fmt: skip


def _table(found: list[ConfirmedView], viewer: Viewer) -> Table:
    names, comma = _names(found), viewer.say(("、", ", "))
    rows = [
        [
            one.confirmed.number, viewer.say(CONFIRMATION_WORDS[one.confirmed.kind]), one.confirmed.round_code,
            one.confirmed.lot, one.confirmed.product_code, one.drug, one.confirmed.enterprise,
            names.get(one.confirmed.enterprise), viewer.place(one.confirmed.region),
            names.get(one.confirmed.hospital, one.confirmed.hospital), one.confirmed.from_on, one.confirmed.until_on,
            comma.join(dict.fromkeys(backup.enterprise_name for backup in one.backups)), one.confirmed.clause,
            one.reason, one.confirmed.confirmed_on, one.revoked_at, one.revoked_because, comma.join(one.problems),
        ]
        for one in found
    ]  # fmt: skip
    return Table(HEADINGS, rows)


def act(request: HttpRequest) -> HttpResponse:
    """End a confirmed problem that lasted, or revoke what should not have been confirmed."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        number, doing = given.get("number", ""), doing_of(viewer, given.get("reason", ""))
        if given.get("what") == "revoke":
            revoke_confirmation(number, doing)
        else:
            end_confirmation(number, day_given(given.get("until_on", "")), doing)

    return done(
        request, viewer, work, ("已办理，有关单位已收到消息。", "Done; who it concerns knows."), "vbp_confirmed"
    )
