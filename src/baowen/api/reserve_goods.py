"""Reserve goods by API: ledger, rotation, money. RSV-1, RSV-4."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import home, rulebook
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut
from baowen.api.schemas.reserve_goods import (
    AllocationIn,
    ArrivalIn,
    BudgetIn,
    BudgetOut,
    DoneIn,
    EnteredOut,
    EntriesOut,
    HoldingsOut,
    ReasonIn,
    RotationIn,
    RotationsOut,
    TurnOut,
    WriteOffIn,
)
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.orgs.tokens import Scope
from baowen.reserve.goods.actions.ledger import Arrival, Entered, WriteOff, counter, take_in, write_off
from baowen.reserve.goods.actions.money import allocate, open_budget
from baowen.reserve.goods.actions.rotating import NewRotation, cancel_rotation, carry_out, plan_rotation
from baowen.reserve.goods.kinds import EntryKind
from baowen.reserve.goods.queries.ledger import EntryView, HoldingView, Sought, entry_page, holding_page
from baowen.reserve.goods.queries.money import BudgetView, budgets
from baowen.reserve.goods.queries.recalled import recalled_now
from baowen.reserve.goods.queries.rotation import RotationView, TurnView, lots_to_rotate, rotation_page
from baowen.reserve.goods.rules import Recalled

router = Router(tags=["储备出入库 Reserve goods"])


def recalled() -> Recalled:
    """The recalls in force today."""
    return recalled_now(home(), today())


@router.get("/reserve/goods", summary="储备库存", response={200: HoldingsOut, **ERRORS})
def list_goods(
    request: HttpRequest, holder: str = "", text: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Paged[HoldingView]:  # fmt: skip
    """What lies in the reserves, by lot: of the place and below, or the own."""
    sought = Sought(holder=clean(holder), text=clean(text), with_rest=True)
    actor = caller(request, Scope.RESERVES_READ)
    return holding_page(actor, sought, on=today(), recalled=recalled(), cursor=cursor, limit=limit)


@router.get("/reserve/entries", summary="储备出入库明细", response={200: EntriesOut, **ERRORS})
def list_entries(
    request: HttpRequest, kind: EntryKind | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Paged[EntryView]:  # fmt: skip
    """Lines of the ledger, the last entered first."""
    return entry_page(caller(request, Scope.RESERVES_READ), kind=kind, cursor=cursor, limit=limit)


@router.post("/reserve/entries", summary="储备入库", response={200: EnteredOut, **ERRORS})
def arrive(request: HttpRequest, asked: ArrivalIn) -> HttpResponse:
    """Enter goods that arrived in the own reserve."""
    doing = doing_for(request, Scope.RESERVES_MOVE)
    return once(request, doing.at, lambda: _entered(take_in(Arrival(**asked.dict()), doing)))


@router.post("/reserve/write-offs", summary="储备损失、报废和盘点", response={200: EnteredOut, **ERRORS})
def off(request: HttpRequest, asked: WriteOffIn) -> HttpResponse:
    """Enter a loss, scrapped goods or a count of an own lot."""
    doing = doing_for(request, Scope.RESERVES_MOVE)
    return once(request, doing.at, lambda: _entered(write_off(WriteOff(**asked.dict()), doing)))


@router.post("/reserve/entries/{code}/counter", summary="冲正", response={200: EnteredOut, **ERRORS})
def take_back(request: HttpRequest, code: str, asked: ReasonIn) -> HttpResponse:
    """Take a line of the own ledger back by a counter-entry."""
    doing, code = doing_for(request, Scope.RESERVES_MOVE, asked.reason), clean(code)
    return once(request, doing.at, lambda: _entered(counter(code, doing)))


@router.get("/reserve/rotation", summary="应轮换的批号", response={200: list[TurnOut], **ERRORS})
def list_turns(request: HttpRequest) -> list[TurnView]:
    """Lots that are to be rotated, are overdue or have expired."""
    return lots_to_rotate(
        caller(request, Scope.RESERVES_READ), on=today(), book=rulebook(), recalled=recalled()
    )  # fmt: skip


@router.get("/reserve/rotations", summary="轮换安排", response={200: RotationsOut, **ERRORS})
def list_rotations(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Paged[RotationView]:
    """Rotations as planned and done, the newest first."""
    return rotation_page(caller(request, Scope.RESERVES_READ), on=today(), cursor=cursor, limit=limit)


@router.post("/reserve/rotations", summary="安排轮换", response={200: NumberOut, **ERRORS})
def plan(request: HttpRequest, asked: RotationIn) -> HttpResponse:
    """Plan a rotation of an own lot."""
    doing, new = doing_for(request, Scope.RESERVES_MOVE), NewRotation(**asked.dict())
    return once(request, doing.at, lambda: {"number": plan_rotation(new, doing, recalled=recalled())})


@router.post("/reserve/rotations/{code}/done", summary="办理轮换", response={200: EnteredOut, **ERRORS})
def rotate(request: HttpRequest, code: str, asked: DoneIn) -> HttpResponse:
    """Enter that a planned rotation has left."""
    doing, code = doing_for(request, Scope.RESERVES_MOVE), clean(code)

    def work() -> dict[str, object]:
        over = carry_out(code, asked.proceeds, doing, recalled=recalled(), budget=asked.budget)
        return {"code": code, "beyond": str(over)}

    return once(request, doing.at, work)


@router.post("/reserve/rotations/{code}/cancel", summary="取消轮换", response={200: NumberOut, **ERRORS})
def cancel(request: HttpRequest, code: str, asked: ReasonIn) -> HttpResponse:
    """Cancel a planned rotation."""
    doing, code = doing_for(request, Scope.RESERVES_MOVE, asked.reason), clean(code)

    def work() -> dict[str, object]:
        cancel_rotation(code, doing)
        return {"number": code}

    return once(request, doing.at, work)


@router.get("/reserve/money", summary="储备资金", response={200: list[BudgetOut], **ERRORS})
def list_money(request: HttpRequest, year: int | None = None) -> list[BudgetView]:
    """Funds with what is allocated, used and left."""
    return budgets(caller(request, Scope.RESERVES_READ), year=year if year and 0 < year < 10_000 else None)


@router.post("/reserve/money", summary="登记资金来源", response={200: NumberOut, **ERRORS})
def open_fund(request: HttpRequest, asked: BudgetIn) -> HttpResponse:
    """Open a fund of the own region and year."""
    doing = doing_for(request, Scope.RESERVES_MANAGE)
    return once(request, doing.at, lambda: {"number": open_budget(asked.year, asked.fund, doing)})


@router.post("/reserve/money/{code}/allocations", summary="登记拨付", response={200: NumberOut, **ERRORS})
def allocated(request: HttpRequest, code: str, asked: AllocationIn) -> HttpResponse:
    """Enter money that was allocated to a fund, or taken back."""
    doing, code = doing_for(request, Scope.RESERVES_MANAGE), clean(code)

    def work() -> dict[str, object]:
        allocate(code, asked.yuan, doing, on=asked.on, document=asked.document)
        return {"number": code}

    return once(request, doing.at, work)


def _entered(made: Entered) -> dict[str, object]:
    return {"code": made.code, "beyond": str(made.beyond)}
