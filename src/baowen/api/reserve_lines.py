"""Warning lines, standings and what-ifs by API. RSV-2, HOS-3, COL-5."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import home
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut, WhyIn
from baowen.api.schemas.reserve_lines import (
    LineIn,
    LinesOut,
    NumbersOut,
    ScenarioIn,
    ScenarioOut,
    ScenariosOut,
    StandingRow,
)
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.tokens import Scope
from baowen.reserve.lines.actions.lines import NewLine, set_line, withdraw_line
from baowen.reserve.lines.actions.scenarios import NewScenario, run_scenario
from baowen.reserve.lines.kinds import LineFor
from baowen.reserve.lines.queries.lines import LineView, line_page, standings
from baowen.reserve.lines.queries.scenarios import ScenarioLine, ScenarioView, scenario, scenario_page

router = Router(tags=["警戒线和断供推演 Warning lines and what-ifs"])
MOST = 1000


@router.get("/reserve/standings", summary="库存与警戒线", response={200: list[StandingRow], **ERRORS})
def list_standings(
    request: HttpRequest, on: date | None = None, state: str = "", distributors: bool = False, offset: int = 0
) -> list[dict[str, object]]:  # fmt: skip
    """How hospitals (or distributors) stand against their lines, by code and item; 1000 rows from `offset`."""
    found = standings(home(), caller(request, Scope.RESERVES_READ), on or today())
    rows = (found.distributors if distributors else found.hospitals).sort("code", "item")
    rows = rows.filter(rows["state"] == state) if state else rows
    return rows.slice(min(max(offset, 0), rows.height), MOST).to_dicts()


@router.get("/reserve/lines", summary="已设置的警戒线", response={200: LinesOut, **ERRORS})
def list_lines(
    request: HttpRequest, withdrawn: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> Paged[LineView]:  # fmt: skip
    """Lines that were set, the newest first: of the own place and below, or that bind the own organisation."""
    actor = caller(request, Scope.RESERVES_READ)
    return line_page(actor, with_withdrawn=withdrawn, cursor=cursor, limit=limit)


@router.post("/reserve/lines", summary="设置警戒线", response={200: NumbersOut, **ERRORS})
def set_one(request: HttpRequest, asked: LineIn) -> HttpResponse:
    """Set a line for the own institution, the members of the own alliance, or distributors of the own region."""
    scope = Scope.RESERVES_MANAGE if asked.kind is LineFor.DISTRIBUTOR else Scope.RESERVES_MOVE
    doing = doing_for(request, scope, asked.reason)
    new = NewLine(**asked.dict(exclude={"reason"}))
    return once(request, doing.at, lambda: {"numbers": list(set_line(new, doing, home()))})


@router.post("/reserve/lines/{number}/withdraw", summary="撤销警戒线", response={200: NumberOut, **ERRORS})
def withdraw(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Withdraw a line that the own organisation has set."""
    office = caller(request).kind is OrganisationKind.DEPARTMENT
    doing = doing_for(request, Scope.RESERVES_MANAGE if office else Scope.RESERVES_MOVE, asked.reason)
    number = clean(number)

    def work() -> dict[str, object]:
        withdraw_line(number, doing)
        return {"number": number}

    return once(request, doing.at, work)


@router.get("/reserve/whatifs", summary="断供推演列表", response={200: ScenariosOut, **ERRORS})
def list_scenarios(
    request: HttpRequest, stop: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Paged[ScenarioLine]:  # fmt: skip
    """What-ifs of the own place and below, the newest first; `stop`: of one stop notice."""
    actor = caller(request, Scope.RESERVES_READ)
    return scenario_page(actor, stop=clean(stop), cursor=cursor, limit=limit)


@router.post("/reserve/whatifs", summary="断供推演", response={200: NumberOut, **ERRORS})
def run(request: HttpRequest, asked: ScenarioIn) -> HttpResponse:
    """Work out how long the own region lasts if supply stops, and keep it."""
    doing = doing_for(request, Scope.RESERVES_MANAGE)
    new = NewScenario(**{**asked.dict(), "products": tuple(asked.products)})
    return once(request, doing.at, lambda: {"number": run_scenario(new, doing, home())})


@router.get("/reserve/whatifs/{number}", summary="一次断供推演", response={200: ScenarioOut, **ERRORS})
def one_scenario(request: HttpRequest, number: str) -> ScenarioView:
    """One what-if: what was asked and found, lake versions and policy."""
    return scenario(clean(number), caller(request, Scope.RESERVES_READ))
