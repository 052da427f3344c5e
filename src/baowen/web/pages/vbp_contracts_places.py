"""Who delivers selected products in which city, where there are too few, and naming them. VBP-4 (VB-1.3)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import contract_book
from baowen.core.clock import now, today
from baowen.core.problems import BaowenError
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.queries import names_of
from baowen.vbp.contracts.actions.naming import end_distributor, name_distributors
from baowen.vbp.contracts.queries.distributors import Distribution, distribution
from baowen.vbp.contracts.queries.scope import is_officer, seen_by
from baowen.vbp.rounds.queries import rounds
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_contracts import tabs
from baowen.web.viewer import Viewer, viewer_of

CITIES = (("城市代码", "City code"), ("城市", "City"), ("中选产品", "Selected products"), ("配送企业不足", "Too few"))
PRODUCTS = (
    ("城市", "City"), ("品种", "Lot"), ("药品", "Drug"), ("药品代码", "Product code"), ("生产企业", "Maker"),
    ("配送企业数", "Distributors"), ("配送企业代码", "Distributor codes"), ("不足", "Too few"),
)  # fmt: skip


def page(request: HttpRequest) -> HttpResponse:
    """The cities of a round with how many products have too few distributors, and the products of one city."""
    viewer, given = viewer_of(request), request.GET
    seen_by(viewer.actor)
    found = rounds()
    code, city = given.get("round", ""), given.get("city", "")
    if not code and found:
        code = found[0].code
    shown = tabs(viewer) | {"rounds": found, "round": code, "city": city, "why": "", "told": None}
    if code:
        try:
            told = distribution(code, city, actor=viewer.actor, on=today(), book=contract_book())
        except BaowenError as error:
            return render(request, "pages/vbp_distributors.html", shown | {"why": viewer.told(error)})
        tables = {"cities": lambda: _cities(told, viewer), "products": lambda: _products(told, viewer)}
        file = exported(request, tables)
        if file is not None:
            return file
        shown |= _shown(told, viewer)
    return render(request, "pages/vbp_distributors.html", shown)


def _shown(told: Distribution, viewer: Viewer) -> dict[str, object]:
    codes = {code for one in told.products for code in one.distributors}
    names = names_of(codes)
    hospital = viewer.actor.kind is OrganisationKind.HOSPITAL
    return {
        "told": told, "few": sum(1 for one in told.cities if one.few),
        "may_name": not hospital and not is_officer(viewer.actor) and bool(told.cities),
        "products": [
            {"one": one, "names": [(code, names.get(code, code)) for code in one.distributors]}
            for one in told.products
        ],
        "named": sorted((code, names.get(code, code)) for code in codes),
    }  # fmt: skip


def _cities(told: Distribution, viewer: Viewer) -> Table:
    return Table(CITIES, [[one.city, viewer.place(one.city), one.products, one.few] for one in told.cities])


def _products(told: Distribution, viewer: Viewer) -> Table:
    rows = [
        [
            viewer.place(one.city), one.lot, one.drug, one.product_code, one.enterprise_name, len(one.distributors),
            "、".join(one.distributors), one.is_few,
        ]
        for one in told.products
    ]  # fmt: skip
    return Table(PRODUCTS, rows)


def act(request: HttpRequest) -> HttpResponse:
    """Name distributors for the own products of a city, or end one."""
    viewer, given = viewer_of(request), request.POST
    code, city = given.get("round", ""), given.get("city", "")
    actor, at, book, products = viewer.actor, now(), contract_book(), given.getlist("product")

    def name() -> None:
        codes = _codes(given.get("distributors", ""))
        name_distributors(code, city, codes, actor=actor, at=at, book=book, products=products)

    def end() -> None:
        end_distributor(
            code, city, given.get("distributor", ""), actor=actor, at=at, book=book, products=products
        )  # fmt: skip

    deeds = {
        "name": (name, ("配送企业已指定。", "The distributors are named.")),
        "end": (end, ("已终止；已推送的协议不受影响。", "Ended; contracts that were pushed keep it.")),
    }
    if given.get("what", "") not in deeds:
        raise BaowenError("没有这项操作", "there is no such deed")
    work, words = deeds[given["what"]]
    return done(request, viewer, work, words, "vbp_distributors", query="?" + urlencode({"round": code, "city": city}))


def _codes(text: str) -> list[str]:
    """Codes parted by blanks, commas or lines."""
    for sign in ",，、;；":
        text = text.replace(sign, " ")
    return text.split()
