"""Supply problems of selected products by API: told, answered, confirmed. VBP-9 (VB-2.3, VB-3.3)."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from baowen.api.auth import caller, clean
from baowen.api.book import home, rulebook
from baowen.api.case_files import attachment
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.reports import saved
from baowen.api.schemas.common import ERRORS, Cursor, Key, Limit, NumberOut, WhyIn
from baowen.api.schemas.vbp_supply import (
    AddIn,
    ConfirmationsOut,
    ConfirmIn,
    ProblemIn,
    ProblemLinesOut,
    ProblemMoveIn,
    ProblemOut,
    SupplyAnswerIn,
    SupplyEndIn,
)
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.tokens import Scope
from baowen.vbp.supply.actions.answering import Said, answer_problem, move_problem
from baowen.vbp.supply.actions.confirming import (
    Judged,
    add_to_confirmation,
    confirm,
    end_confirmation,
    revoke_confirmation,
)
from baowen.vbp.supply.actions.papers import add_paper
from baowen.vbp.supply.actions.store import MOST_BYTES, keep_file
from baowen.vbp.supply.actions.telling import NewProblem, tell_problem
from baowen.vbp.supply.queries.confirmed import ConfirmedView, confirmation_page
from baowen.vbp.supply.queries.problems import (
    ProblemLine,
    ProblemView,
    Wanted,
    paper_to_read,
    problem,
    problem_page,
)
from baowen.vbp.supply.states import PROBLEM_RULES, Party, ProblemState

router = Router(tags=["集采供应问题 VBP supply"])


@router.get("/vbp/problems", summary="供应问题列表", response={200: ProblemLinesOut, **ERRORS})
def list_problems(
    request: HttpRequest, state: ProblemState | None = None, late: bool = False, cursor: Cursor = "",
    limit: Limit = 50,
) -> Paged[ProblemLine]:  # fmt: skip
    """Problems, newest first: of the own place and below, told by or of the own organisation. `late`: not answered."""
    wanted = Wanted(state=state, late_on=today() if late else None)
    actor = caller(request, Scope.VBP_READ)
    return problem_page(actor, wanted, book=rulebook(), today=today(), cursor=cursor, limit=limit)


@router.post("/vbp/problems", summary="反映供应问题", response={200: NumberOut, **ERRORS})
def tell(request: HttpRequest, asked: ProblemIn) -> HttpResponse:
    """Tell of a problem with a selected product, as a hospital."""
    doing = doing_for(request, Scope.VBP_WRITE)
    return once(request, doing.at, lambda: {"number": tell_problem(NewProblem(**asked.dict()), doing)})


@router.get("/vbp/problems/{number}", summary="供应问题", response={200: ProblemOut, **ERRORS})
def one_problem(request: HttpRequest, number: str) -> ProblemView:
    """One problem with orders, answers, what happened, and how its date was reached."""
    return problem(clean(number), caller(request, Scope.VBP_READ), book=rulebook(), today=today())


@router.post("/vbp/problems/{number}/answer", summary="答复供应问题", response={200: NumberOut, **ERRORS})
def answer(request: HttpRequest, number: str, asked: SupplyAnswerIn) -> HttpResponse:
    """Answer as the enterprise: by when how much, or why not."""
    doing, number = doing_for(request, Scope.VBP_ANSWER), clean(number)

    def work() -> dict[str, object]:
        answer_problem(number, Said(**asked.dict()), doing)
        return {"number": number}

    return once(request, doing.at, work)


@router.post("/vbp/problems/{number}/moves", summary="办理供应问题", response={200: NumberOut, **ERRORS})
def move(request: HttpRequest, number: str, asked: ProblemMoveIn) -> HttpResponse:
    """Refuse to confirm, say that it is over, open again, withdraw."""
    actor, number = caller(request), clean(number)
    party = PROBLEM_RULES[asked.move].party
    teller = party is Party.TELLER or (
        party is Party.TELLER_OR_OFFICER and actor.kind is not OrganisationKind.DEPARTMENT
    )
    doing = doing_for(request, Scope.VBP_WRITE if teller else Scope.VBP_MANAGE, asked.reason)

    def work() -> dict[str, object]:
        move_problem(number, asked.move, doing)
        return {"number": number}

    return once(request, doing.at, work)


@router.post("/vbp/problems/{number}/files", summary="添加附件", response={200: NumberOut, **ERRORS})
def add_file(request: HttpRequest, number: str, file: File[UploadedFile]) -> HttpResponse:
    """Add a file to a problem, as its hospital or its enterprise: pdf, png, jpg, xlsx, docx or txt."""
    actor, number = caller(request), clean(number)
    scope = (
        Scope.VBP_WRITE if actor.kind in (OrganisationKind.HOSPITAL, OrganisationKind.PHARMACY) else Scope.VBP_ANSWER
    )
    doing = doing_for(request, scope)

    def work() -> dict[str, object]:
        with TemporaryDirectory() as folder:
            kept = keep_file(saved(file, Path(folder), most=MOST_BYTES), home().raw)
            add_paper(number, kept, doing)
        return {"number": number}

    return once(request, doing.at, work)


@router.get("/vbp/papers/{key}", summary="下载附件", response={200: None, **ERRORS})
def give_file(request: HttpRequest, key: Key) -> HttpResponse:
    """A file of a problem as it came."""
    return attachment(paper_to_read(key, caller(request, Scope.VBP_READ), book=rulebook()))


@router.get("/vbp/confirmations", summary="已核实的供应问题", response={200: ConfirmationsOut, **ERRORS})
def list_confirmations(
    request: HttpRequest, lasting: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> Paged[ConfirmedView]:  # fmt: skip
    """What is confirmed, newest first, with the backup supplier that steps in. `lasting`: only what lasts today."""
    actor = caller(request, Scope.VBP_READ)
    return confirmation_page(actor, lasting_on=today() if lasting else None, cursor=cursor, limit=limit)


@router.post("/vbp/confirmations", summary="核实供应问题", response={200: NumberOut, **ERRORS})
def confirm_problems(request: HttpRequest, asked: ConfirmIn) -> HttpResponse:
    """Confirm problems of one product as one, for a place or one hospital."""
    doing = doing_for(request, Scope.VBP_MANAGE, asked.reason)
    judged = Judged(**asked.dict(exclude={"numbers", "reason"}))
    return once(request, doing.at, lambda: {"number": confirm(asked.numbers, judged, doing)})


@router.post("/vbp/confirmations/{number}/problems", summary="并入核实", response={200: NumberOut, **ERRORS})
def add_problem(request: HttpRequest, number: str, asked: AddIn) -> HttpResponse:
    """Count a further report among those of a confirmation."""
    doing, number = doing_for(request, Scope.VBP_MANAGE, asked.reason), clean(number)

    def work() -> dict[str, object]:
        add_to_confirmation(asked.number, number, doing)
        return {"number": number}

    return once(request, doing.at, work)


@router.post("/vbp/confirmations/{number}/end", summary="登记结束", response={200: NumberOut, **ERRORS})
def end(request: HttpRequest, number: str, asked: SupplyEndIn) -> HttpResponse:
    """Say until when a confirmed problem lasted."""
    doing, number = doing_for(request, Scope.VBP_MANAGE, asked.reason), clean(number)

    def work() -> dict[str, object]:
        end_confirmation(number, asked.until_on, doing)
        return {"number": number}

    return once(request, doing.at, work)


@router.post("/vbp/confirmations/{number}/revoke", summary="撤销认定", response={200: NumberOut, **ERRORS})
def revoke(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Take a confirmation back: it never counted."""
    doing, number = doing_for(request, Scope.VBP_MANAGE, asked.reason), clean(number)

    def work() -> dict[str, object]:
        revoke_confirmation(number, doing)
        return {"number": number}

    return once(request, doing.at, work)
