"""The public pages: search, one drug, lists, a report and what became of it; nothing personal. PUB-1, PUB-2."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_GET, require_http_methods

from baowen.api.book import home, rulebook, serving
from baowen.collect.reports.actions.clues import ClueFacts, file_clue
from baowen.collect.reports.kinds import CLUE_WORDS, FINDING_WORDS, ClueKind
from baowen.collect.reports.queries import followed_clue, search_drugs, similar_names
from baowen.collect.reports.states import CLUE_STATE_WORDS
from baowen.core.clock import now, today
from baowen.core.language import say, told
from baowen.core.problems import BaowenError
from baowen.core.tables import write_rows
from baowen.lists.changes import changes_against
from baowen.lists.kinds import KIND_WORDS, ListKind
from baowen.lists.queries import EditionView, edition, editions
from baowen.monitor.words import SEVERITIES
from baowen.orgs.regions import load_regions
from baowen.public.granularity import GRANULARITY_WORDS, publication_rules
from baowen.public.kept import kept, kept_page
from baowen.public.listing import FeedList, feed_lines, feed_lists
from baowen.public.queries import DrugWarning, warnings_in_force
from baowen.public.rates import at_most
from baowen.public.words import PLAIN

NEWEST, SHOWN = 60, 10  # warnings looked at for the first page, and lines on it


def warning_line(one: DrugWarning) -> dict[str, Any]:
    """A warning as a page shows it."""
    return {
        "title": say(PLAIN[one.indicator]), "severity": one.severity,
        "severity_words": say(SEVERITIES[one.severity]), "place": one.place, "since": one.since, "subject": one.drug,
        "code": one.product_code, "number": one.number,
    }  # fmt: skip


def by_product(found: Iterable[DrugWarning], most: int) -> list[dict[str, Any]]:
    """At most so many products with what is warned of about each in a place, as one line; the first of them leads."""
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for one in found:
        line = warning_line(one)
        known = lines.setdefault((one.product_code, one.region), line | {"titles": []})
        known["titles"].append(line["title"])
        if one.severity == "red":
            known |= {"severity": line["severity"], "severity_words": line["severity_words"]}
    return list(lines.values())[:most]


@lru_cache(maxsize=2)
def _newest(built_at: str) -> tuple[DrugWarning, ...]:
    """The newest warnings of a serving file, asked once: each search shows them below what it found."""
    del built_at  # the key
    opened = serving()
    return tuple(warnings_in_force(opened, most=NEWEST)) if opened else ()


@login_not_required
@require_GET
@kept_page
@at_most("search", "300/m")
def index(request: HttpRequest) -> HttpResponse:
    """Search and the way to report; the newest warnings where nothing is searched for."""
    text = request.GET.get("text", "").strip()[:100]
    opened = serving()
    found = search_drugs(home(), text, limit=30) if text else []
    shown = {
        "text": text,
        "found": found,
        "similar": similar_names(home(), text) if text and not found else [],
        "warnings": by_product(_newest(str(opened.origin.built_at)), SHOWN) if opened and not text else [],
        "built_at": opened.origin.built_at if opened else None,
    }
    return render(request, "public/index.html", shown)


@login_not_required
@require_GET
@kept_page
@at_most("search", "300/m")
def about(request: HttpRequest) -> HttpResponse:
    """What this is, where the numbers come from, what is not shown and why."""
    rules = publication_rules(rulebook().ruling(home().region, today()))
    opened = serving()
    return render(
        request, "public/about.html",
        {
            "rules": rules, "granularity": say(GRANULARITY_WORDS[rules.granularity]), "region": home().region,
            "built_at": opened.origin.built_at if opened else None,
        },
    )  # fmt: skip


@login_not_required
@require_GET
@kept_page
@at_most("search", "300/m")
def lists(request: HttpRequest) -> HttpResponse:
    """Every published edition, and the lists that came by the feed alone."""
    ours, opened = editions(), serving()
    known = {(one.issuer, one.kind.value, one.edition) for one in ours}
    fed = [one for one in feed_lists(opened) if (one.issuer, one.kind, one.edition) not in known] if opened else []
    every: list[EditionView | FeedList] = [*ours, *fed]
    rows = [
        {
            "one": one, "issuer": load_regions().full_name(one.issuer), "kind": say(KIND_WORDS[ListKind(one.kind)]),
            "is_fed": isinstance(one, FeedList),
        }
        for one in sorted(every, key=lambda one: (one.issuer, one.kind, one.effective_on), reverse=True)
    ]  # fmt: skip
    return render(request, "public/lists.html", {"rows": rows})


@login_not_required
@require_GET
@kept_page
@at_most("search", "300/m")
def feed_list(request: HttpRequest, issuer: str, kind: str, edition: str) -> HttpResponse:
    """A list that came by the feed."""
    opened, asked = serving(), (issuer, kind, edition)
    every = feed_lists(opened) if opened else []
    found = [one for one in every if (one.issuer, one.kind, one.edition) == asked]
    if opened is None or not found:
        raise Http404
    shown = {
        "one": found[0], "items": feed_lines(opened, found[0]), "kind": say(KIND_WORDS[ListKind(kind)]),
        "issuer": load_regions().full_name(issuer), "is_fed": True,
    }  # fmt: skip
    return render(request, "public/list.html", shown)


@login_not_required
@require_GET
@kept_page
@at_most("search", "300/m")
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
def warnings(request: HttpRequest) -> HttpResponse:
    """The newest warnings in force as RSS."""
    opened = serving()
    feed = Rss201rev2Feed(
        title="保稳：短缺药品预警 baowen: warnings", link=request.build_absolute_uri("/public/"),
        description="持续中的红色、橙色预警 Red and orange warnings in force", language="zh-cn",
    )  # fmt: skip
    for one in warnings_in_force(opened, most=100) if opened else []:
        shown = warning_line(one)
        feed.add_item(
            title=f"{shown['severity_words']} {one.drug} {one.place}", description=shown["title"],
            link=request.build_absolute_uri(f"/public/drugs/{one.product_code}/"),
            unique_id=one.number, unique_id_is_permalink=False,
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
