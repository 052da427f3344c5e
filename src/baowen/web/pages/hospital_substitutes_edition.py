"""One edition of the guide: its entries, how it differs from the one before, its writing and publishing. HOS-4."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.api.book import rulebook
from baowen.api.reports import saved
from baowen.core.clock import today
from baowen.core.problems import BaowenError, Problem
from baowen.hospital.substitutes.actions.publishing import change_day, publish_edition, withdraw_edition
from baowen.hospital.substitutes.actions.writing_guide import (
    begin_edition,
    drop_entry,
    put_entry,
    read_workbook,
)
from baowen.hospital.substitutes.grades import grades_of
from baowen.hospital.substitutes.kinds import OF_ENTRIES, REPLACEABILITY_WORDS, Replaceability
from baowen.hospital.substitutes.queries.guide import changes_of, edition, entries_of
from baowen.hospital.substitutes.rules import Difference, EntryFacts
from baowen.hospital.substitutes.sheet import COLUMNS, write_entries
from baowen.hospital.substitutes.states import STANDING_WORDS, Standing
from baowen.orgs.permissions import Act
from baowen.web.dates import day_given
from baowen.web.deeds import did, done
from baowen.web.exports import WORKBOOK, Table, exported
from baowen.web.pages.hospital_substitutes import ENTRIES, line
from baowen.web.pages.vbp_fields import doing_of
from baowen.web.viewer import Viewer, viewer_of

MOST_BYTES = 20_000_000
TEXTS = (
    "drug", "form", "substitute", "substitute_form", "conditions", "conversion", "grade", "sources", "children",
    "pregnancy", "renal", "reviewer",
)  # fmt: skip
CHANGES = (
    ("变化", "Change"), ("短缺药品", "Short drug"), ("替代药品", "Substitute"), ("改动的栏目", "Fields that changed"),
)  # fmt: skip
ENGLISH = {
    "drug": "short drug", "form": "form", "substitute": "substitute", "substitute_form": "form of the substitute",
    "conditions": "conditions", "conversion": "dose conversion", "strength_differs": "strength",
    "replaceability": "class", "grade": "grade", "sources": "sources", "children": "children",
    "pregnancy": "pregnancy", "renal": "renal impairment", "reviewer": "reviewer",
}  # fmt: skip


def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft of the own region's guide."""
    viewer, given = viewer_of(request), request.POST
    return done(
        request, viewer,
        lambda: begin_edition(given.get("name", ""), day_given(given.get("effective_on", "")), doing_of(viewer)),
        ("已建立草稿，内容取自最近一版。", "The draft is begun from the newest edition."), "hospital_substitutes",
    )  # fmt: skip


def one(request: HttpRequest, key: int, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    """An edition with its entries and what changed against the one before."""
    viewer = viewer_of(request)
    about = edition(key, viewer.actor, day=today())
    entries = entries_of(key, viewer.actor, day=today())
    before, changes = changes_of(key, viewer.actor, day=today())
    file = exported(
        request,
        {
            "entries": lambda: Table(ENTRIES[:16], [_row(line(two, viewer)) for two in entries]),
            "changes": lambda: Table(CHANGES, [_change_row(two, viewer) for two in changes]),
        },
    )
    if file is not None:
        return file
    own = about.region == viewer.actor.region
    shown = {
        "about": about, "standing": viewer.say(STANDING_WORDS[about.standing]), "place": viewer.place(about.region),
        "lines": [line(two, viewer) for two in entries], "before": before,
        "changes": [_change(two, viewer) for two in changes], "problems": [_told(two, viewer) for two in problems],
        "may_write": own and about.standing is Standing.DRAFT and viewer.may(Act.SUBSTITUTE_WRITE),
        "may_publish": own and about.standing is Standing.DRAFT and viewer.may(Act.SUBSTITUTE_PUBLISH),
        "may_withdraw": own and viewer.may(Act.SUBSTITUTE_PUBLISH)
        and about.standing not in (Standing.DRAFT, Standing.WITHDRAWN),
        "classes": [(two.value, viewer.say(REPLACEABILITY_WORDS[two])) for two in OF_ENTRIES],
        "grades": [
            (grade, viewer.say(said)) for grade, said in grades_of(rulebook().ruling(about.region, today())).items()
        ],
    }  # fmt: skip
    return render(request, "pages/hospital_substitutes_edition.html", shown)


def _row(shown: dict[str, Any]) -> list[object]:
    two, facts = shown["one"], shown["facts"]
    return [
        facts.drug, facts.form, facts.substitute, facts.substitute_form, shown["class"], facts.grade, facts.conditions,
        facts.conversion, facts.children, facts.pregnancy, facts.renal, facts.sources, facts.reviewer, shown["place"],
        two.edition_name, two.effective_on,
    ]  # fmt: skip


def _change(two: Difference, viewer: Viewer) -> dict[str, Any]:
    words = ("新增", "added") if two.before is None else ("删去", "gone") if two.after is None else ("改动", "changed")
    fields = [
        {
            "name": viewer.say((COLUMNS[name], ENGLISH[name])), "was": _said(two.before, name, viewer),
            "now": _said(two.after, name, viewer),
        }
        for name in two.changed
    ]  # fmt: skip
    return {"what": viewer.say(words), "facts": two.entry, "fields": fields}


def _said(facts: EntryFacts | None, name: str, viewer: Viewer) -> str:
    value = getattr(facts, name)
    if isinstance(value, Replaceability):
        return viewer.say(REPLACEABILITY_WORDS[value])
    if isinstance(value, bool):
        return viewer.say(("是", "yes") if value else ("否", "no"))
    return str(value) or "–"


def _change_row(two: Difference, viewer: Viewer) -> list[object]:
    shown = _change(two, viewer)
    return [
        shown["what"], two.entry.drug, two.entry.substitute,
        viewer.say(("；", "; ")).join(f"{one['name']}: {one['was']} → {one['now']}" for one in shown["fields"]),
    ]  # fmt: skip


def _told(two: Problem, viewer: Viewer) -> dict[str, object]:
    return {"row": two.row, "told": viewer.say((two.message, two.message_en))}


def act(request: HttpRequest, key: int) -> HttpResponse:
    """Write or take away an entry, change the day, publish, withdraw."""
    viewer, given = viewer_of(request), request.POST
    doing = doing_of(viewer, given.get("reason", ""))
    works: dict[str, Callable[[], object]] = {
        "entry": lambda: put_entry(key, _facts(request), doing),
        "drop": lambda: drop_entry(int(given.get("entry", "")), doing),
        "day": lambda: change_day(key, day_given(given.get("effective_on", "")), doing),
        "publish": lambda: publish_edition(key, doing),
        "withdraw": lambda: withdraw_edition(key, given.get("reason", ""), doing),
    }

    def work() -> object:
        found = works.get(given.get("what", ""))
        if found is None:
            raise ValueError
        return found()

    return done(request, viewer, work, ("已办理。", "Done."), "hospital_substitutes_edition", str(key))


def _facts(request: HttpRequest) -> EntryFacts:
    given = request.POST
    return EntryFacts(
        replaceability=Replaceability(given.get("replaceability", "")), strength_differs="strength_differs" in given,
        **{name: given.get(name, "") for name in TEXTS},
    )  # fmt: skip


def workbook(request: HttpRequest, key: int) -> HttpResponse:
    """The entries as a workbook that can be read again."""
    found = entries_of(key, viewer_of(request).actor, day=today())
    answer = HttpResponse(write_entries(two.facts for two in found), content_type=WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="baowen-guide-{key}.xlsx"'
    return answer


def upload(request: HttpRequest, key: int) -> HttpResponse:
    """Make the draft's entries those of a workbook; what is wrong with it is listed, and then nothing changes."""
    viewer, problems = viewer_of(request), list[Problem]()

    def work() -> None:
        given = request.FILES.get("file")
        if given is None:
            raise BaowenError("请选择文件", "choose a file")
        with TemporaryDirectory() as folder:
            path = saved(given, Path(folder), most=MOST_BYTES)  # type: ignore[arg-type]
            _, found = read_workbook(key, path, doing_of(viewer))
        problems.extend(found)
        if found:
            raise BaowenError(
                f"文件没有采用：有 {len(found)} 行需要改正，见下表",
                f"the file was not taken: {len(found)} rows to mend",
            )

    if did(request, viewer, work, ("已导入。", "Taken.")) or not problems:
        return redirect("hospital_substitutes_edition", key)
    return one(request, key, tuple(problems))
