"""Choosing and signing many contracts at once, and what is done with one: as hospital or as enterprise. VBP-4."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import contract_book
from baowen.core.clock import now
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.vbp.contracts.actions.signing import choose, sign
from baowen.vbp.contracts.actions.supplements import add_supplement, sign_supplement
from baowen.vbp.contracts.queries.contracts import ContractView, Sought, contract_page, waiting_supplements
from baowen.vbp.contracts.queries.distributors import named_for
from baowen.vbp.contracts.states import CHANGEABLE
from baowen.web.deeds import done
from baowen.web.pages.vbp_contracts import lines_of, tabs
from baowen.web.viewer import viewer_of

AT_ONCE = 200


def page(request: HttpRequest) -> HttpResponse:
    """The contracts that wait for the own organisation, up to two hundred at once."""
    viewer = viewer_of(request)
    found = contract_page(
        viewer.actor, Sought(mine=True, text=request.GET.get("text", "")), cursor=request.GET.get("cursor", ""),
        limit=AT_ONCE,
    )  # fmt: skip
    named = _named(found.lines)
    names = names_of({code for codes in named.values() for code in codes})
    lines = [
        line | {"choices": [(code, names.get(code, code)) for code in _codes(one, named)]}
        for one, line in zip(found.lines, lines_of(found.lines, viewer), strict=True)
    ]  # fmt: skip
    to_choose = [line for one, line in zip(found.lines, lines, strict=True) if one.state in CHANGEABLE]
    to_sign = [line for one, line in zip(found.lines, lines, strict=True) if one.state not in CHANGEABLE]
    everywhere = sorted({code for line in to_choose for code, _ in line["choices"]})  # type: ignore[attr-defined]
    shown = tabs(viewer) | {
        "to_choose": to_choose, "to_sign": to_sign, "cursor": found.cursor, "may": viewer.may(Act.VBP_SIGN),
        "everywhere": [(code, names.get(code, code)) for code in everywhere],
        "supplements": waiting_supplements(viewer.actor), "text": request.GET.get("text", ""),
    }  # fmt: skip
    return render(request, "pages/vbp_signing.html", shown)


def _named(found: list[ContractView]) -> dict[tuple[str, str, str], tuple[str, ...]]:
    cities: dict[str, set[str]] = {}
    for one in found:
        cities.setdefault(one.round_code, set()).add(one.city)
    return {
        (code, city, product): named
        for code, places in cities.items()
        for (city, product), named in named_for(code, places).items()
    }


def _codes(one: ContractView, named: dict[tuple[str, str, str], tuple[str, ...]]) -> tuple[str, ...]:
    return named.get((one.round_code, one.city, one.product_code), ())


def act(request: HttpRequest) -> HttpResponse:
    """Choose, sign, add volume: what the button says."""
    viewer, given = viewer_of(request), request.POST
    actor, at, book = viewer.actor, now(), contract_book()
    number = given.get("number", "")

    def add() -> None:
        packs = _packs(given.get("packs", ""))
        add_supplement(number, packs, reason=given.get("reason", ""), actor=actor, at=at, book=book)

    deeds = {
        "choose": (
            lambda: choose(_choices(given), actor=actor, at=at, book=book),
            ("配送企业已选定。", "The distributor is chosen."),
        ),
        "choose_sign": (
            lambda: choose(_choices(given), actor=actor, at=at, book=book, sign=True),
            ("已选定并签订，协议已推送配送企业。", "Chosen, signed and pushed to the distributors."),
        ),
        "sign": (
            lambda: sign(given.getlist("sign"), actor=actor, at=at, book=book), ("已签订。", "Signed.")
        ),
        "supplement": (add, ("补充协议已签订并推送。", "The supplement is signed and pushed.")),
        "sign_supplement": (
            lambda: sign_supplement(given.get("supplement", ""), actor=actor, at=at, book=book),
            ("补充协议已签订。", "The supplement is signed."),
        ),
    }  # fmt: skip
    if given.get("what", "") not in deeds:
        raise BaowenError("没有这项操作", "there is no such deed")
    work, words = deeds[given["what"]]
    if number:
        return done(request, viewer, work, words, "vbp_contract", number)
    return done(request, viewer, work, words, "vbp_signing")


def _choices(given: QueryDict) -> dict[str, str]:
    """The distributor of each contract that is ticked: its own choice, else the one for all."""
    everywhere = given.get("everywhere", "")
    return {one: given.get(f"distributor-{one}", "").strip() or everywhere for one in given.getlist("choose")}


def _packs(text: str) -> int:
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 12):
        raise BaowenError(
            f"增加的采购量应为正整数（盒），不是 {text!r}", f"packs are a positive whole number, not {text!r}"
        )
    return int(plain)
