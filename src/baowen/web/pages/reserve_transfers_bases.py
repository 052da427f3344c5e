"""医联体基数: what each member of an alliance is to hold, and transfers among its members. RSV-3 (HD-13)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home, rulebook
from baowen.core.clock import today
from baowen.core.problems import BaowenError
from baowen.orgs.queries import members_of
from baowen.reserve.transfers.actions.bases import WithinAlliance, order_within_alliance, set_base
from baowen.reserve.transfers.queries.bases import BaseView, base_stocks, leads_alliance, proposals
from baowen.reserve.transfers.queries.choosing import Choice, items_chosen
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_fields import doing_of
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

HEADINGS = (
    ("机构代码", "Code"), ("机构", "Member"), ("药品", "Drug"), ("单位", "Unit"), ("基数", "Base stock"),
    ("可用库存", "Usable stock"), ("不足", "Short by"), ("可调出", "To spare"),
)  # fmt: skip


def bases(request: HttpRequest) -> HttpResponse:
    """The alliance against its base stocks; a form sets one or orders what is proposed."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _act(request, viewer)
    found = base_stocks(home(), viewer.actor, day=today())
    file = exported(request, {"bases": lambda: Table(HEADINGS, [_row(one) for one in found])})
    if file is not None:
        return file
    leads = leads_alliance(viewer.actor)
    shown = {
        "lines": found, "leads": leads, "proposals": proposals(found) if leads else [],
        "members": [(viewer.actor.organisation, viewer.say(("本院", "own hospital")))]
        + [(one.code, one.name) for one in members_of(viewer.actor.organisation)],
    }  # fmt: skip
    return render(request, "pages/reserve_transfers_bases.html", shown)


def _row(one: BaseView) -> list[object]:
    return [one.member, one.name, one.drug, one.unit, one.base, one.held, one.short, one.spare]


def _act(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    given, doing = request.POST, doing_of(viewer, request.POST.get("reason", ""))

    def put() -> None:
        choice = Choice(drugs=(given.get("drug", "").strip(),))
        items = items_chosen(home(), choice, viewer.actor, region=viewer.actor.region, day=today(), book=rulebook())
        if len(items) != 1:
            raise BaowenError(
                "这个名称有多个剂型或规格，请填产品代码", "the name has several forms or strengths; give a product code"
            )
        units = quantity_given(given.get("units", ""), "基数", "the base stock")
        if units is None:
            raise BaowenError("请填写基数", "give the base stock")
        set_base(given.get("member", ""), items[0], units, home=home(), doing=doing)

    def order() -> None:
        packs = quantity_given(given.get("packs", ""), "盒数", "the packs")
        if packs is None:
            raise BaowenError("请填写盒数", "give the packs")
        move = WithinAlliance(
            item=given.get("item", ""), product_code=given.get("product", ""), lot_no=given.get("lot", ""),
            giver=given.get("giver", ""), taker=given.get("taker", ""), packs=packs,
        )  # fmt: skip
        order_within_alliance(move, home=home(), doing=doing)

    if given.get("what") == "order":
        said = ("已下达，双方已收到消息。", "Ordered; both know.")
        return done(request, viewer, order, said, "reserve_transfers_bases")
    return done(request, viewer, put, ("已设置。", "Set."), "reserve_transfers_bases")
