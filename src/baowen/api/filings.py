"""Filed purchases by API: filed, answered, evidenced, reviewed. PRC-3."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from baowen.api.auth import caller, clean
from baowen.api.book import home, rulebook
from baowen.api.case_files import attachment
from baowen.api.once import once
from baowen.api.reports import saved
from baowen.api.schemas.buying import BuyingAnswerIn, BuyingReviewIn, ComparedOut, FilingIn, FilingOut, FilingsOut
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut, WhyIn
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.core.rawfiles import keep_attachment
from baowen.orgs.tokens import Scope
from baowen.procure.buying import queries
from baowen.procure.buying.actions import filing as actions
from baowen.procure.buying.actions.reviewing import review_filing
from baowen.procure.buying.queries import Compared, FilingView
from baowen.procure.buying.states import FilingState

router = Router(tags=["备案采购 filed purchases"])
MAKER = {"maker", "maker_name", "maker_credit_code", "supplier", "refused_lines"}


@router.get("/filings", summary="备案采购列表", response={200: FilingsOut, **ERRORS})
def list_filings(
    request: HttpRequest, state: FilingState | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Paged[FilingView]:  # fmt: skip
    """Filings, newest first: a hospital's own, or those of the own region and below."""
    return queries.filing_page(caller(request), state=state, cursor=cursor, limit=limit)


@router.get("/filings/compared", summary="同药其他价格", response={200: ComparedOut, **ERRORS})
def show_compared(
    request: HttpRequest, *, drug: str, dosage_form: str = "", smallest_unit: str = "", spec: str = "",
    unit_price: Decimal | None = None,
) -> Compared:  # fmt: skip
    """What others pay for one smallest unit of the drug on the platform of the own place."""
    actor = caller(request)
    price = unit_price if unit_price is not None and unit_price.is_finite() and 0 < unit_price < 10**7 else None
    return queries.compared(
        actor.region, clean(drug), dosage_form=clean(dosage_form), smallest_unit=clean(smallest_unit), spec=clean(spec),
        unit_price=price,
    )  # fmt: skip


@router.get("/filings/{number}", summary="查看备案采购", response={200: FilingOut, **ERRORS})
def show_filing(request: HttpRequest, number: str) -> FilingView:
    """One filing with what happened to it."""
    return queries.filing(clean(number), caller(request))


@router.post("/filings", summary="提交备案采购", response={200: NumberOut, **ERRORS})
def file_purchase(request: HttpRequest, asked: FilingIn) -> HttpResponse:
    """File a purchase of the own hospital. A price many times off others' is asked back at once and not refused."""
    actor, at = caller(request, Scope.BUYING_WRITE), now()
    maker = actions.Maker(
        code=asked.maker, name=asked.maker_name, credit_code=asked.maker_credit_code, supplier=asked.supplier
    )
    bought = actions.Purchase(**asked.dict(exclude=MAKER), maker=maker, refused_lines=tuple(asked.refused_lines))

    def work() -> dict[str, object]:
        number = actions.file_purchase(
            bought, actor=actor, at=at, packs=rulebook().packs, calendar=rulebook().calendar
        )  # fmt: skip
        return {"number": number}

    return once(request, at, work)


@router.post("/filings/{number}/files", summary="添加备案附件", response={200: NumberOut, **ERRORS})
def add_file(request: HttpRequest, number: str, file: File[UploadedFile]) -> HttpResponse:
    """Add evidence to an own filing that is not decided on: pdf, png, jpg, xlsx, docx or txt."""
    actor, at, number = caller(request, Scope.BUYING_WRITE), now(), clean(number)

    def work() -> dict[str, object]:
        queries.filing(number, actor)  # nobody else fills the disk
        with TemporaryDirectory() as folder:
            path = saved(file, Path(folder), most=actions.MOST_BYTES)
            kept = keep_attachment(path, home().raw, most=actions.MOST_BYTES)
        actions.attach_file(number, kept, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)


@router.get("/filings/{number}/files/{sha256}", summary="下载备案附件", response={200: None, **ERRORS})
def give_file(request: HttpRequest, number: str, sha256: str) -> HttpResponse:
    """The very bytes of a file, for who may see the filing."""
    return attachment(queries.file_of_filing(clean(number), clean(sha256), caller(request)))


@router.post("/filings/{number}/answer", summary="答复询问", response={200: NumberOut, **ERRORS})
def answer(request: HttpRequest, number: str, asked: BuyingAnswerIn) -> HttpResponse:
    """Confirm or correct what was asked back."""
    actor, at, number = caller(request, Scope.BUYING_WRITE), now(), clean(number)

    def work() -> dict[str, object]:
        actions.answer_question(
            number, asked.words, price=asked.price, actor=actor, at=at, packs=rulebook().packs
        )  # fmt: skip
        return {"number": number}

    return once(request, at, work)


@router.post("/filings/{number}/withdraw", summary="撤回备案", response={200: NumberOut, **ERRORS})
def withdraw(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Take an own filing back before it was decided on."""
    actor, at, number = caller(request, Scope.BUYING_WRITE), now(), clean(number)

    def work() -> dict[str, object]:
        actions.withdraw_filing(number, why=asked.reason, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)


@router.post("/filings/{number}/end", summary="终止备案", response={200: NumberOut, **ERRORS})
def end(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """End an own accepted filing: nothing more is ordered on it."""
    actor, at, number = caller(request, Scope.BUYING_WRITE), now(), clean(number)

    def work() -> dict[str, object]:
        actions.end_filing(number, why=asked.reason, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)


@router.post("/filings/{number}/review", summary="审核备案采购", response={200: NumberOut, **ERRORS})
def review(request: HttpRequest, number: str, asked: BuyingReviewIn) -> HttpResponse:
    """Take up, ask back, accept, refuse or end a filing of the own region or below."""
    actor, at, number = caller(request, Scope.BUYING_REVIEW), now(), clean(number)

    def work() -> dict[str, object]:
        review_filing(number, asked.move, words=asked.words, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)
