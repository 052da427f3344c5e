"""The public pages: search, one drug, lists, a report and what became of it; nothing personal. PUB-1, PUB-2."""

from __future__ import annotations

import io
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_GET, require_http_methods

from baowen.api.book import home, rulebook, serving
from baowen.collect.reports.actions.clues import ClueFacts, file_clue
from baowen.collect.reports.kinds import CLUE_WORDS, FINDING_WORDS, ClueKind
from baowen.collect.reports.queries import followed_clue, search_drugs
from baowen.collect.reports.states import CLUE_STATE_WORDS
from baowen.core.clock import now, today
from baowen.core.language import say, told
from baowen.core.problems import BaowenError
from baowen.core.tables import write_rows
from baowen.lake.serving.queries.products import product_called
from baowen.lists.changes import changes_against
from baowen.lists.kinds import KIND_WORDS, ListKind
from baowen.lists.queries import edition, editions, status
from baowen.monitor.indicators.registry import INDICATORS
from baowen.monitor.words import SEVERITIES
from baowen.orgs.regions import load_regions
from baowen.public.kept import kept_for
from baowen.public.queries import DrugWarning, held_in, listed, warnings_in_force
from baowen.public.rates import at_most

# What changes once a night may be kept by whoever asks: feeds for five minutes, pages for one.
kept = kept_for(300)
kept_page = kept_for(60)


def _warning(one: DrugWarning) -> dict[str, Any]:
    indicator = INDICATORS[one.indicator]
    return {
        "title": say((indicator.zh, indicator.en)), "severity": one.severity,
        "severity_words": say(SEVERITIES[one.severity]), "place": one.place, "since": one.since,
        "subject": one.subject,
    }  # fmt: skip


@login_not_required
@require_GET
@kept_page
@at_most("search", "300/m")
def index(request: HttpRequest) -> HttpResponse:
    """Search, the newest warnings, and the way to report."""
    text = request.GET.get("text", "").strip()[:100]
    opened = serving()
    shown = {
        "text": text,
        "found": search_drugs(home(), text, limit=30) if text else [],
        "warnings": [_warning(one) for one in warnings_in_force(opened, most=10)] if opened else [],
        "has_data": opened is not None,
    }
    return render(request, "public/index.html", shown)


@login_not_required
@require_GET
@kept_page
@at_most("search", "300/m")
def drug(request: HttpRequest, code: str) -> HttpResponse:
    """One drug: where it is held by city, its lists, its listed prices where it is on a list, warnings in force."""
    opened = serving()
    product = product_called(opened, code=code) if opened else None
    if opened is None or product is None:
        raise Http404
    lines = status(
        product.generic_name, home().region, today(), packs=rulebook().packs, dosage_form=product.dosage_form or ""
    ).listed  # fmt: skip
    shown = {
        "product": product,
        "held": held_in(opened, product=product.product),
        "lists": [
            (load_regions().full_name(one.issuer_region), say(KIND_WORDS[ListKind(one.kind)]), one.edition)
            for one in lines
        ],
        "prices": listed(opened, product=product.product) if lines else [],
        "warnings": [_warning(one) for one in warnings_in_force(opened, product=product.product)],
    }
    return render(request, "public/drug.html", shown)


@login_not_required
@require_GET
@kept_page
def lists(request: HttpRequest) -> HttpResponse:
    """Every published edition."""
    rows = [
        {"one": one, "issuer": load_regions().full_name(one.issuer), "kind": say(KIND_WORDS[one.kind])}
        for one in editions()
    ]  # fmt: skip
    return render(request, "public/lists.html", {"rows": rows})


@login_not_required
@require_GET
@kept_page
def one_list(request: HttpRequest, number: int) -> HttpResponse:
    """One edition with its drugs; `?format=csv` as a table."""
    try:
        found, items = edition(number)
    except BaowenError:
        raise Http404 from None
    if request.GET.get("format") == "csv":
        cells = [[one.number, one.name, one.dosage_form, one.note] for one in items]
        return _csv(
            f"list-{number}.csv", ("序号 number", "通用名 generic_name", "剂型 dosage_form", "备注 note"), cells
        )
    shown = {
        "one": found, "items": items, "kind": say(KIND_WORDS[found.kind]),
        "issuer": load_regions().full_name(found.issuer), "changes": changes_against(found, items),
    }  # fmt: skip
    return render(request, "public/list.html", shown)


def _csv(name: str, headings: tuple[str, ...], rows: list[list[Any]]) -> HttpResponse:
    """A table that spreadsheets open: UTF-8 with its mark, no formulas."""
    text = io.StringIO()
    write_rows(text, headings, rows)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_not_required
@require_GET
@kept
@at_most("data", "60/m")
def warnings(request: HttpRequest, form: str) -> HttpResponse:
    """Warnings in force as JSON, CSV or RSS."""
    opened = serving()
    found = warnings_in_force(opened, most=500) if opened else []
    if form == "json":
        fields = [
            {"indicator": one.indicator, "severity": one.severity, "place": one.place, "since": one.since.isoformat(),
             "drug": one.subject}
            for one in found
        ]  # fmt: skip
        return JsonResponse({"warnings": fields}, json_dumps_params={"ensure_ascii": False})
    if form == "csv":
        rows: list[list[Any]] = [[one.indicator, one.severity, one.place, one.since, one.subject] for one in found]
        return _csv("warnings.csv", ("指标 indicator", "级别 severity", "地区 place", "起 since", "药品 drug"), rows)
    feed = Rss201rev2Feed(
        title="保稳：短缺药品预警 baowen: warnings", link=request.build_absolute_uri("/public/"),
        description="持续中的红色、橙色预警 Red and orange warnings in force", language="zh-cn",
    )  # fmt: skip
    for one in found[:100]:
        shown = _warning(one)
        feed.add_item(
            title=f"{shown['severity_words']} {one.subject} {one.place}", description=shown["title"],
            link=request.build_absolute_uri("/public/"),
            unique_id=f"{one.indicator}/{one.place}/{one.subject}/{one.since}",
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


@login_not_required
@require_http_methods(["GET", "POST"])
@at_most("clue", "10/h", cache="default")
def report(request: HttpRequest) -> HttpResponse:
    """Report a shortage, a price or conduct; the number and the code are shown this once."""
    given = request.POST
    shown: dict[str, Any] = {
        "kinds": [(kind.value, say(words)) for kind, words in CLUE_WORDS.items()], "given": given,
        "drug": given.get("drug") or request.GET.get("drug", ""),
        "home": home().region,
        "places": [(one.code, one.name) for one in load_regions().children(home().region)],
    }  # fmt: skip
    if request.method == "POST":
        try:
            facts = ClueFacts(
                kind=ClueKind(given.get("kind", "")), region=given.get("region", ""),
                words=given.get("words", "").strip(),
                drug=given.get("drug", "").strip(), contact=given.get("contact", "").strip(),
            )  # fmt: skip
            return render(request, "public/receipt.html", {"receipt": file_clue(facts, at=now())})
        except BaowenError as error:
            shown["error"] = told(error)
        except ValueError:
            shown["error"] = say(("请选择线索类别。", "Choose what it is about."))
    return render(request, "public/report.html", shown)


@login_not_required
@require_http_methods(["GET", "POST"])
@at_most("follow", "30/h", cache="default")
def follow(request: HttpRequest) -> HttpResponse:
    """What became of a report, for whoever has its number and code; the code never stands in an address."""
    shown: dict[str, Any] = {}
    if request.method == "POST":
        try:
            found = followed_clue(request.POST.get("number", ""), request.POST.get("code", ""))
            shown = {
                "found": found,
                "state": say(CLUE_STATE_WORDS[found.state]),
                "finding": say(FINDING_WORDS[found.finding]) if found.finding else "",
            }
        except BaowenError as error:
            shown = {"error": told(error)}
    return render(request, "public/follow.html", shown)
