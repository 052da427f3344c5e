"""Registers of production by API: records, supply chains, what a stop would do. PRD-1, PRD-2."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import home, rulebook
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut, WhyIn
from baowen.api.schemas.produce import (
    AffectedOut,
    ChainOut,
    ProductionFollowIn,
    ProductionRecordOut,
    RecordIn,
    RecordsOut,
    SinglePointOut,
)
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, require
from baowen.orgs.tokens import Scope
from baowen.produce.actions import records as actions
from baowen.produce.entered import NewRecord, entered
from baowen.produce.kinds import RecordKind
from baowen.produce.queries import chain as chains
from baowen.produce.queries.records import RecordView, record, record_page

router = Router(tags=["生产登记 Production"])


@router.get("/production/records/{kind}", summary="生产登记记录", response={200: RecordsOut, **ERRORS})
def list_records(
    request: HttpRequest, kind: RecordKind, text: str = "", *, former: bool = False, cursor: Cursor = "",
    limit: Limit = 50,
) -> Paged[RecordView]:  # fmt: skip
    """A page of one register: records of the own place and below, those in force unless `former`."""
    actor = caller(request, Scope.PRODUCTION_READ)
    return record_page(
        actor, kind, book=rulebook(), text=clean(text), with_former=former, cursor=cursor, limit=limit
    )  # fmt: skip


@router.post("/production/records/{kind}", summary="登记", response={200: NumberOut, **ERRORS})
def note(request: HttpRequest, kind: RecordKind, asked: RecordIn) -> HttpResponse:
    """Enter a record for the own place."""
    doing, new = doing_for(request, Scope.PRODUCTION_WRITE), _new(kind, asked)
    return once(request, doing.at, lambda: {"number": actions.note_record(new, doing)})


@router.get("/production/record/{number}", summary="一条生产登记", response={200: ProductionRecordOut, **ERRORS})
def one(request: HttpRequest, number: str) -> RecordView:
    """One record."""
    return record(clean(number), caller(request, Scope.PRODUCTION_READ), book=rulebook())


@router.post("/production/record/{number}/next", summary="登记进展或更正", response={200: NumberOut, **ERRORS})
def follow(request: HttpRequest, number: str, asked: ProductionFollowIn) -> HttpResponse:
    """Put a record after another, as its correction or progress; both stay. The new number."""
    doing, number = doing_for(request, Scope.PRODUCTION_WRITE, asked.reason), clean(number)
    kind = record(number, doing.actor, book=doing.book).kind
    new = _new(kind, asked)
    return once(request, doing.at, lambda: {"number": actions.follow_record(number, new, asked.change, doing)})


@router.post("/production/record/{number}/withdraw", summary="撤回生产登记", response={200: NumberOut, **ERRORS})
def withdraw(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Take back a record that is wrong altogether; it stays to be read."""
    doing, number = doing_for(request, Scope.PRODUCTION_WRITE, asked.reason), clean(number)

    def work() -> dict[str, object]:
        actions.withdraw_record(number, doing)
        return {"number": number}

    return once(request, doing.at, work)


@router.get("/production/single-points", summary="供应链单点", response={200: list[SinglePointOut], **ERRORS})
def single_points(request: HttpRequest, limit: Limit = 100) -> list[chains.SinglePoint]:
    """Makers without whom an item has no source, those on which the own place spent most first."""
    actor = caller(request, Scope.PRODUCTION_READ)
    return chains.single_points_of(Lake(home().lake), actor, book=rulebook(), day=today())[:limit]


@router.get("/production/chain", summary="一个药品的供应链", response={200: ChainOut, **ERRORS})
def chain(request: HttpRequest, product: str) -> chains.ItemChain:
    """Who makes an item and who supplies them; `product`: a product code, or the key of the item."""
    actor = caller(request, Scope.PRODUCTION_READ)
    require(actor, Act.PRODUCTION_READ, actor.region, regions=rulebook().regions)
    return chains.makers_of_item(Lake(home().lake), clean(product), today())


@router.get("/production/stop", summary="停产推演", response={200: list[AffectedOut], **ERRORS})
def stop(request: HttpRequest, maker: str) -> list[chains.Affected]:
    """What goes where a maker (name or code) stops, and how long stock of what is lost lasts in the own place."""
    actor = caller(request, Scope.PRODUCTION_READ)
    return chains.effect_of_stop(Lake(home().lake), actor, clean(maker), book=rulebook(), day=today())


def _new(kind: RecordKind, asked: RecordIn) -> NewRecord:
    given = {name: "" if value is None else str(value) for name, value in asked.dict(exclude={"papers"}).items()}
    return entered(kind, {**given, "state": asked.state.value}, [one.value for one in asked.papers])
