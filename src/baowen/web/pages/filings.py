"""Filed purchases: a hospital's form and its filings, a reviewer's queue, one with evidence and prices. PRC-3."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from baowen.api.book import rulebook
from baowen.api.case_files import attachment
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of, organisation_named
from baowen.procure.basis import BasisKind
from baowen.procure.buying.actions import filing as actions
from baowen.procure.buying.actions.reviewing import review_filing
from baowen.procure.buying.kinds import FILING_REASON_WORDS, PRICE_OF_WORDS, FilingReason
from baowen.procure.buying.queries import (
    Compared,
    FilingView,
    agreed,
    compared,
    file_of_filing,
    filing,
    filing_page,
    may_review,
)
from baowen.procure.buying.states import FILING_RULES, FILING_WORDS, UNDECIDED, FilingMove, FilingState
from baowen.procure.listing.queries import listings_of_drug
from baowen.web.choosing import chosen_if_any
from baowen.web.dates import day_given
from baowen.web.deeds import did, done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.attachments import kept_files
from baowen.web.pages.buying import refused_by
from baowen.web.pages.negotiations import needed
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

EMERGENCY_DAYS = "buying.filing.emergency_days"


def filings(request: HttpRequest) -> HttpResponse:
    """The filings that the viewer may see, the newest first; a reviewer begins with those that wait."""
    viewer, asked = viewer_of(request), request.GET.get("state", "")
    state = FilingState(asked) if asked in set(FilingState) else None

    def page(cursor: str) -> Paged[FilingView]:
        return filing_page(viewer.actor, state=state, cursor=cursor)

    file = exported(request, {"filings": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    names = names_of({one.hospital for one in found.lines})
    shown = {
        "lines": [
            {
                "one": one, "state": viewer.say(FILING_WORDS[one.state]), "who": names.get(one.hospital, one.hospital),
                "reason": viewer.say(FILING_REASON_WORDS[one.reason]),
            }
            for one in found.lines
        ],
        "cursor": found.cursor, "state": asked, "may_file": viewer.may(Act.FILING_MAKE),
        "reviews": may_review(viewer.actor, viewer.actor.region),
        "states": [(one.value, viewer.say(words)) for one, words in FILING_WORDS.items()],
    }  # fmt: skip
    return render(request, "pages/filings.html", shown)


def _table(found: list[FilingView], viewer: Viewer) -> Table:
    headings = (
        ("编号", "Number"), ("医院", "Hospital"), ("地区", "Place"), ("药品", "Drug"), ("规格", "Strength"),
        ("生产企业", "Maker"), ("每包价格（元）", "Price of a pack (yuan)"),
        ("每单位价格（元）", "Price of a unit (yuan)"),
        ("与同药中位数之比", "Times the median of others"), ("数量（包）", "Packs"), ("原因", "Reason"),
        ("急救", "Emergency"), ("有效期至", "Until"), ("状态", "State"), ("条文", "Clause"), ("备案时间", "Filed at"),
    )  # fmt: skip
    rows = [
        [
            one.number, one.hospital, viewer.place(one.region), one.generic_name, one.spec, one.maker_name, one.price,
            one.unit_price, one.times_of_others, one.quantity, viewer.say(FILING_REASON_WORDS[one.reason]),
            one.emergency, one.until, viewer.say(FILING_WORDS[one.state]), one.clause, one.filed_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(headings, rows)


def new_filing(request: HttpRequest) -> HttpResponse:
    """The form to file a purchase, below others' prices for the same drug."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _file(request, viewer)
    drug = request.GET.get("drug_name", "").strip()[:200]
    found, problem, refused = None, "", []
    if drug:
        try:
            found = compared(viewer.actor.region, drug)
            listings = [one.number for one in listings_of_drug(viewer.actor.region, drug)]
            refused = [line for lines in refused_by(viewer)(listings).values() for line in lines]
        except BaowenError as error:
            problem = viewer.told(error)
    prices = found or Compared(prices=(), times=None)
    file = exported(request, {"prices": lambda: _prices_table(prices, viewer)})
    if file is not None:
        return file
    days = rulebook().packs.ruling(viewer.actor.region, today()).get(EMERGENCY_DAYS)
    shown = {
        "drug": drug, "problem": problem, "prices": _prices(prices, viewer), "today": today(),
        "may_file": viewer.may(Act.FILING_MAKE), "reason": request.GET.get("reason", ""),
        "emergency": request.GET.get("emergency") == "yes", "need": request.GET.get("need") == "yes",
        "refused": " ".join(refused), "days": None if days is None or days.is_unset else days,
        "reasons": [(one.value, viewer.say(words)) for one, words in FILING_REASON_WORDS.items()],
    }  # fmt: skip
    return render(request, "pages/filing_new.html", shown)


def _prices(found: Compared, viewer: Viewer) -> list[dict[str, object]]:
    names = names_of({one.maker for one in found.prices})
    return [
        {"one": one, "source": viewer.say(PRICE_OF_WORDS[one.source]), "maker": names.get(one.maker, one.maker)}
        for one in found.prices
    ]


def _prices_table(found: Compared, viewer: Viewer) -> Table:
    headings = (
        ("来源", "From"), ("编号", "Number"), ("生产企业", "Maker"), ("规格", "Strength"),
        ("每单位价格（元）", "Price of a unit (yuan)"), ("日期", "Day"),
    )  # fmt: skip
    rows = [
        [viewer.say(PRICE_OF_WORDS[one.source]), one.number, one.maker, one.spec, one.unit_price, one.on]
        for one in found.prices
    ]
    return Table(headings, rows)


def _file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    numbers: list[str] = []

    def work() -> None:
        if not viewer.may(Act.FILING_MAKE):  # nobody else fills the disk
            raise BaowenError("只有医疗机构的采购员可以备案", "only the buyer of a hospital files")
        bought = _purchase(request.POST)
        files = kept_files(request.FILES.getlist("attachments"))
        numbers.append(
            actions.file_purchase(
                bought, actor=viewer.actor, at=now(), packs=rulebook().packs, calendar=rulebook().calendar, files=files
            )
        )

    if did(request, viewer, work, ("备案已提交。", "The purchase is filed.")):
        return redirect("filing", numbers[0]) if numbers else redirect("filings")
    answer = redirect("filing_new")
    asked = QueryDict(mutable=True)
    asked.update({name: request.POST.get(name, "") for name in ("drug_name", "reason")})
    answer["Location"] += f"?{asked.urlencode()}"
    return answer


def _maker_code(given: QueryDict) -> str:
    """As chosen from the list, or of that very name; "" for a maker that is told by name and credit code."""
    code, name = given.get("maker", "").strip(), given.get("maker_name", "").strip()
    if code or not name or given.get("maker_credit_code", "").strip():
        return code
    found = organisation_named(name)
    return "" if found is None else found.code


def _purchase(given: QueryDict) -> actions.Purchase:
    bought = given.get("bought_on", "")
    return actions.Purchase(
        drug=given.get("drug_name", ""), product_code=given.get("product_code", ""),
        units_per_pack=needed(given, "units_per_pack", "每包数量", "units of a pack"),
        smallest_unit=given.get("smallest_unit", ""), price=needed(given, "price", "每包价格", "the price of a pack"),
        quantity=needed(given, "quantity", "数量", "the quantity"), from_on=day_given(given.get("from_on", "")),
        until=day_given(given.get("until", "")), reason=FilingReason(given.get("reason", "")),
        maker=actions.Maker(
            code=_maker_code(given), name=given.get("maker_name", ""),
            credit_code=given.get("maker_credit_code", ""), supplier=chosen_if_any(given, "supplier"),
        ),
        spec=given.get("spec", ""), packaging=given.get("packaging", ""), words=given.get("words", ""),
        refused_lines=tuple(given.get("refused_lines", "").replace("，", " ").replace("、", " ").split()),
        clinical_need="clinical_need" in given, emergency="emergency" in given,
        bought_on=day_given(bought) if bought else None,
    )  # fmt: skip


def one_filing(request: HttpRequest, number: str) -> HttpResponse:
    """One filing with others' prices, its evidence, what happened to it, and what the viewer may do."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _deed(request, viewer, number)
    try:
        one = filing(number, viewer.actor)
    except BaowenError:
        raise Http404 from None
    prices = compared(
        one.region, one.drug, dosage_form=one.dosage_form, smallest_unit=one.smallest_unit, spec=one.spec,
        unit_price=one.unit_price, without=one.number,
    )  # fmt: skip
    file = exported(request, {"prices": lambda: _prices_table(prices, viewer), "events": lambda: _events(one, viewer)})
    if file is not None:
        return file
    names = names_of({one.hospital, one.supplier, *(event.organisation for event in one.events)})
    shown = {
        "one": one, "state": viewer.say(FILING_WORDS[one.state]), "prices": _prices(prices, viewer),
        "times": prices.times, "hospital": names.get(one.hospital, one.hospital),
        "supplier": names.get(one.supplier, one.supplier), "reason": viewer.say(FILING_REASON_WORDS[one.reason]),
        "is_own": one.hospital == viewer.actor.organisation,
        "order": _ordering(one, viewer),
        "events": [
            {"one": event, "move": viewer.say((FILING_RULES[event.move].zh, FILING_RULES[event.move].en)),
             "state": viewer.say(FILING_WORDS[event.state]), "who": names.get(event.organisation, event.organisation)}
            for event in one.events
        ],
        "moves": [
            {"move": move.value, "words": viewer.say((FILING_RULES[move].zh, FILING_RULES[move].en)),
             "needs": FILING_RULES[move].needs_words, "answers": move is FilingMove.ANSWER}
            for move in one.moves
        ],
    }  # fmt: skip
    return render(request, "pages/filing.html", shown)


def _ordering(one: FilingView, viewer: Viewer) -> tuple[bool, str] | None:
    """Whether the own hospital can order on it today, and what to know about that; None for everybody else."""
    if one.hospital != viewer.actor.organisation or not viewer.may(Act.ORDER_PLACE):
        return None
    own = viewer.actor
    found = agreed(BasisKind.FILING, one.number, hospital=own.organisation, region=own.region, on=today())
    why = viewer.say((found.why_not_zh, found.why_not_en))
    if not why and one.state is FilingState.ASKED_BACK:
        why = viewer.say((
            "急救可先采购后备案：退回询问期间仍可下单，请尽快答复；不予受理后不能再下单。",
            "an emergency is bought first and filed after: orders stay possible while it is asked back. Answer soon: "
            "nothing is ordered on it once it is refused.",
        ))  # fmt: skip
    elif not why and one.state in UNDECIDED:
        why = viewer.say((
            "急救可先采购后备案，不必等待受理。" if one.emergency else "当地不要求受理后下单。",
            "an emergency does not wait for acceptance." if one.emergency else "no acceptance is needed here.",
        ))  # fmt: skip
    return not (found.why_not_zh or found.why_not_en), why


def _events(one: FilingView, viewer: Viewer) -> Table:
    headings = (
        ("时间", "Time"),
        ("办理", "Move"),
        ("状态", "State"),
        ("每包价格（元）", "Price"),
        ("说明", "In words"),
    )
    rows = [
        [
            event.moved_at, viewer.say((FILING_RULES[event.move].zh, FILING_RULES[event.move].en)),
            viewer.say(FILING_WORDS[event.state]), event.price, event.words,
        ]
        for event in one.events
    ]  # fmt: skip
    return Table(headings, rows)


def _deed(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    given, actor, at = request.POST, viewer.actor, now()
    words, what = given.get("words", ""), given.get("what", "")
    if what not in set(FilingMove) or what == FilingMove.FILE:
        raise Http404
    own: dict[str, Callable[[], object]] = {
        FilingMove.ANSWER: lambda: actions.answer_question(
            number, words, price=quantity_given(given.get("price", ""), "每包价格", "the price of a pack"),
            packs=rulebook().packs, actor=actor, at=at,
        ),
        FilingMove.WITHDRAW: lambda: actions.withdraw_filing(number, why=words, actor=actor, at=at),
        FilingMove.END: lambda: actions.end_filing(number, why=words, actor=actor, at=at),
    }  # fmt: skip
    reviews = what not in own or (what == FilingMove.END and viewer.may(Act.FILING_REVIEW))
    work = (lambda: review_filing(number, FilingMove(what), words=words, actor=actor, at=at)) if reviews else own[what]
    return done(request, viewer, work, ("已办理。", "Done."), "filing", number)


def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Add evidence to an own filing."""
    viewer = viewer_of(request)

    def work() -> None:
        filing(number, viewer.actor)  # nobody else fills the disk
        files = kept_files(request.FILES.getlist("attachments"))
        if not files:
            raise BaowenError("请选择文件", "choose a file")
        for file in files:
            actions.attach_file(number, file, actor=viewer.actor, at=now())

    return done(request, viewer, work, ("附件已添加。", "The files are added."), "filing", number)


def give(request: HttpRequest, number: str, sha256: str) -> HttpResponse:
    """A file of a filing, to be saved and never shown within the site."""
    return attachment(file_of_filing(number, sha256, viewer_of(request).actor))
