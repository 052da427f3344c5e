"""Price matters by API: officers open and move them, enterprises read their letters and answer. PRI-1 to PRI-3."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from baowen.api.auth import caller, clean
from baowen.api.book import home, rulebook
from baowen.api.case_files import attachment
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.reports import saved
from baowen.api.schemas.common import ERRORS, Cursor, Key, Limit, NumberOut
from baowen.api.schemas.prices import (
    NewPriceMatterIn,
    OwnPriceMatterOut,
    PriceAnswerIn,
    PriceAnswerKeptOut,
    PriceFileOut,
    PriceLinesOut,
    PriceMatterOut,
    PriceMoveIn,
    PriceMoveOut,
)
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.orgs.tokens import Scope
from baowen.price.actions import answering
from baowen.price.actions.by_name import Given, move_by_name
from baowen.price.actions.issuing import Papers
from baowen.price.actions.opening import NewMatter, Origin, open_matter
from baowen.price.queries import (
    MatterLine,
    MatterView,
    OwnMatter,
    Wanted,
    letter_to_read,
    matter_desk,
    matter_page,
    own_matter,
    own_matters,
)
from baowen.price.queries.own import answer_file_to_read
from baowen.price.states import Stage

router = Router(tags=["价格 prices"])


@router.get("/prices", summary="价格监管事项列表", response={200: PriceLinesOut, **ERRORS})
def list_prices(
    request: HttpRequest, stage: Stage | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Paged[MatterLine]:  # fmt: skip
    """Matters of the own place and below, what is due first on top; open ones unless a stage is named."""
    wanted = Wanted(stage=stage)
    return matter_desk(
        caller(request, Scope.PRICES_READ), book=rulebook(), wanted=wanted, cursor=cursor, limit=limit
    )  # fmt: skip


@router.post("/prices", summary="价格立项", response={200: NumberOut, **ERRORS})
def open_price(request: HttpRequest, asked: NewPriceMatterIn) -> HttpResponse:
    """Open a matter, or add to the open one on the same drug and enterprise."""
    doing = doing_for(request, Scope.PRICES_MOVE)
    new = NewMatter(
        drug=asked.drug, enterprise=asked.enterprise, listings=asked.listings, is_first_raiser=asked.is_first_raiser
    )
    origin = Origin(kind=asked.origin, reference=asked.reference, words=asked.words)
    return once(request, doing.at, lambda: {"number": open_matter(new, origin, doing).number})


@router.get("/prices/own", summary="涉及本企业的价格事项", response={200: PriceLinesOut, **ERRORS})
def list_own_prices(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Paged[MatterLine]:
    """Matters in which something was sent to the own enterprise, the newest first."""
    return own_matters(caller(request, Scope.PRICES_ANSWER), book=rulebook(), cursor=cursor, limit=limit)


@router.get("/prices/own/{number}", summary="涉及本企业的一个价格事项", response={200: OwnPriceMatterOut, **ERRORS})
def own_price(request: HttpRequest, number: str) -> OwnMatter:
    """Letters, what is owed, answers and the draft."""
    return own_matter(clean(number), caller(request, Scope.PRICES_ANSWER), book=rulebook())


@router.post("/prices/own/{number}/answer", summary="答复价格函询", response={200: PriceAnswerKeptOut, **ERRORS})
def answer_price(request: HttpRequest, number: str, asked: PriceAnswerIn) -> HttpResponse:
    """Keep the answer as a draft and say what does not add up; with `send` it goes to the officers."""
    doing, number = doing_for(request, Scope.PRICES_ANSWER), clean(number)

    def work() -> dict[str, Any]:
        found = answering.save_answer(number, answering.Said(words=asked.words, **asked.sides()), doing)
        if asked.send:
            answering.send_answer(number, doing, accept_faults=asked.accept_faults)
        return {"number": number, "faults": [zh for zh, _ in found], "sent": asked.send}

    return once(request, doing.at, work)


@router.post("/prices/own/{number}/files", summary="添加佐证材料", response={200: PriceFileOut, **ERRORS})
def add_price_file(request: HttpRequest, number: str, file: File[UploadedFile]) -> HttpResponse:
    """Add a file to the draft: pdf, png, jpg, xlsx, docx or txt."""
    doing, number = doing_for(request, Scope.PRICES_ANSWER), clean(number)

    def work() -> dict[str, object]:
        with TemporaryDirectory() as folder:
            path = saved(file, Path(folder), most=answering.MOST_BYTES)
            return {"id": answering.add_file(number, answering.keep_file(number, path, home().raw, doing), doing)}

    return once(request, doing.at, work)


@router.get("/prices/letters/{key}", summary="下载公文", response={200: None, **ERRORS})
def give_letter(request: HttpRequest, key: Key) -> HttpResponse:
    """The very document as it was issued, for officers of its place and the enterprise that it went to."""
    actor = caller(request, Scope.PRICES_READ)
    return attachment(letter_to_read(key, actor, book=rulebook()))


@router.get("/prices/files/{key}", summary="下载佐证材料", response={200: None, **ERRORS})
def give_price_file(request: HttpRequest, key: Key) -> HttpResponse:
    """A file of an answer as it came."""
    actor = caller(request, Scope.PRICES_READ)
    return attachment(answer_file_to_read(key, actor, book=rulebook()))


@router.get("/prices/{number}", summary="价格监管事项", response={200: PriceMatterOut, **ERRORS})
def one_price(request: HttpRequest, number: str) -> MatterView:
    """One matter: what happened, who owes what by when and why, letters, answers, verdicts."""
    return matter_page(clean(number), caller(request, Scope.PRICES_READ), book=rulebook(), on=today())


@router.post("/prices/{number}/moves", summary="办理价格监管事项", response={200: PriceMoveOut, **ERRORS})
def move_price(request: HttpRequest, number: str, asked: PriceMoveIn) -> HttpResponse:
    """Make a move of an officer; `made` is the number of the document, notice, hand-over or event."""
    given = asked.dict(exclude={"move", "reason", "seen_moves"})
    doing, number = doing_for(request, Scope.PRICES_MOVE, asked.reason, asked.seen_moves), clean(number)

    def work() -> dict[str, object]:
        made = move_by_name(number, asked.move, Given(**given), doing, Papers.of(home()))
        return {"number": number, "made": made}

    return once(request, doing.at, work)
