"""The guide of substitutes: searched both ways on a day, with stock; cited by cases, adopted by hospitals. HOS-4."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home, rulebook
from baowen.core.clock import today
from baowen.hospital.substitutes.actions.using import cite, decide_entry
from baowen.hospital.substitutes.grades import GRADES, grades_of
from baowen.hospital.substitutes.kinds import CLASS_CLAUSE, DECISION_WORDS, REPLACEABILITY_WORDS, Decision
from baowen.hospital.substitutes.queries.guide import EntryView, editions, entry_of, searched
from baowen.hospital.substitutes.queries.stocked import Stocked, shelves, stocked
from baowen.hospital.substitutes.queries.using import decisions_about, own_decisions
from baowen.hospital.substitutes.states import STANDING_WORDS
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_fields import doing_of
from baowen.web.viewer import Viewer, viewer_of

STALE = "hospital.holdings.stale_days"
ENTRIES = (
    ("短缺药品", "Short drug"), ("剂型", "Form"), ("替代药品", "Substitute"),
    ("替代药品剂型", "Form of the substitute"),
    ("可替代性", "Class"), ("证据等级", "Grade of evidence"), ("适应证和条件", "Indication and conditions"),
    ("剂量换算", "Dose conversion"), ("儿童", "Children"), ("妊娠期", "Pregnancy"), ("肾功能不全", "Renal impairment"),
    ("证据来源", "Sources"), ("审核人", "Reviewed by"), ("指南地区", "Guide of"), ("版次", "Edition"),
    ("生效", "In force on"), ("盘点机构", "Counted by"), ("其中有货", "Of them with stock"),
    ("本机构决定", "Own decision"),
)  # fmt: skip


def guide(request: HttpRequest) -> HttpResponse:
    """The entries in force on a day, by short drug or by substitute; the editions below."""
    viewer, given = viewer_of(request), request.GET
    day = day_given(given["day"]) if given.get("day") else today()
    text, backwards = given.get("text", "").strip()[:100], given.get("way") == "replaces"
    found = searched(viewer.actor, text, day=day, backwards=backwards)
    lines = _lines(found, viewer)
    file = exported(request, {"substitutes": lambda: Table(ENTRIES, [_row(line, viewer) for line in lines])})
    if file is not None:
        return file
    shown = {
        "lines": lines, "text": text, "backwards": backwards, "day": day, "is_today": day == today(),
        "editions": [
            {"one": one, "standing": viewer.say(STANDING_WORDS[one.standing]), "place": viewer.place(one.region)}
            for one in editions(viewer.actor, day=day)
        ],
        "may_write": viewer.may(Act.SUBSTITUTE_WRITE), "may_decide": viewer.may(Act.SUBSTITUTE_ADOPT), "today": today(),
        "grades": _grades(viewer), "class_clause": CLASS_CLAUSE,
    }  # fmt: skip
    return render(request, "pages/hospital_substitutes.html", shown)


def _lines(found: list[EntryView], viewer: Viewer) -> list[dict[str, Any]]:
    """Entries with the stock of their substitutes and what the own hospital decided."""
    day, stale = today(), rulebook().ruling(viewer.actor.region, today()).entry(STALE).whole()
    keys = {one.substitute_key for one in found}
    held = stocked(Lake(home().lake), keys, viewer.actor, day=day, stale_days=stale) if keys else {}
    own = own_decisions(viewer.actor, [one.key for one in found])
    return [line(one, viewer, held.get(one.substitute_key), own.get(one.key)) for one in found]


def line(one: EntryView, viewer: Viewer, held: Stocked | None = None, own: Any = None) -> dict[str, Any]:
    """An entry in words."""
    return {
        "one": one, "facts": one.facts, "class": viewer.say(REPLACEABILITY_WORDS[one.facts.replaceability]),
        "place": viewer.place(one.region), "held": held, "own": own,
        "decision": viewer.say(DECISION_WORDS[own.decision]) if own else "",
    }  # fmt: skip


def _row(shown: dict[str, Any], viewer: Viewer) -> list[object]:
    one, facts, held = shown["one"], shown["facts"], shown["held"]
    return [
        facts.drug, facts.form, facts.substitute, facts.substitute_form, shown["class"], facts.grade, facts.conditions,
        facts.conversion, facts.children, facts.pregnancy, facts.renal, facts.sources, facts.reviewer, shown["place"],
        one.edition_name, one.effective_on, held and held.counted, held and held.holding, shown["decision"],
    ]  # fmt: skip


def _grades(viewer: Viewer) -> dict[str, Any]:
    ruling = rulebook().ruling(viewer.actor.region, today())
    entry, words = ruling.entry(GRADES), grades_of(ruling)
    return {
        "words": [(grade, viewer.say(said)) for grade, said in words.items()], "clause": entry.clause,
        "basis": viewer.say((entry.basis.zh, entry.basis.en)),
    }  # fmt: skip


SHELVES = (
    ("机构代码", "Code"), ("机构", "Institution"), ("地区", "Place"),
    ("可用数量（最小单位）", "Usable (smallest units)"), ("盘点日期", "Counted on"),
)  # fmt: skip
DECISIONS = (("机构代码", "Code"), ("机构", "Hospital"), ("决定", "Decision"), ("说明", "In words"), ("日期", "On"))


def entry(request: HttpRequest, key: int) -> HttpResponse:
    """One entry whole: what it says, who holds the substitute, what hospitals decided; POST decides or cites."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _act(request, key, viewer)
    one = entry_of(key, viewer.actor)
    shown = line(one, viewer, own=own_decisions(viewer.actor, [key]).get(key))
    officer = viewer.may(Act.HOSPITAL_READ)
    lies = _shelves(one, viewer, today()) if officer else []
    said = decisions_about(key, viewer.actor) if officer else []
    names = names_of({two.hospital for two in said})
    decided = [(two, names.get(two.hospital, two.hospital), viewer.say(DECISION_WORDS[two.decision])) for two in said]
    file = exported(
        request,
        {
            "shelves": lambda: Table(
                SHELVES,
                [[two.hospital, two.name, viewer.place(two.region), two.units, two.counted_on] for two in lies],
            ),
            "decisions": lambda: Table(
                DECISIONS, [[two.hospital, name, words, two.words, two.decided_at] for two, name, words in decided]
            ),
        },
    )
    if file is not None:
        return file
    shown |= {
        "shelves": [(two, viewer.place(two.region)) for two in lies], "decided": decided, "officer": officer,
        "may_decide": viewer.may(Act.SUBSTITUTE_ADOPT), "may_cite": viewer.may(Act.CASE_MOVE),
        "decisions": [(two.value, viewer.say(words)) for two, words in DECISION_WORDS.items()],
        "case": request.GET.get("case", ""),
    }  # fmt: skip
    return render(request, "pages/hospital_substitute.html", shown)


def _shelves(one: EntryView, viewer: Viewer, day: date) -> list[Any]:
    stale = rulebook().ruling(viewer.actor.region, day).entry(STALE).whole()
    return shelves(Lake(home().lake), one.substitute_key, viewer.actor, day=day, stale_days=stale)


def _act(request: HttpRequest, key: int, viewer: Viewer) -> HttpResponse:
    given, doing = request.POST, doing_of(viewer)

    def decided() -> None:
        decide_entry(key, Decision(given.get("decision", "")), given.get("words", ""), doing)

    def cited() -> None:
        measure = given.get("measure", "").strip()
        cite(
            key, given.get("case", "").strip(), doing, measure=int(measure) if measure else None,
            words=given.get("words", ""),
        )  # fmt: skip

    work = cited if given.get("what") == "cite" else decided
    return done(request, viewer, work, ("已登记。", "Recorded."), "hospital_substitute", str(key))
