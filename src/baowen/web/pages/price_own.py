"""A price matter as its enterprise sees it: letters, the form of costs, files, sending. PRI-1."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from baowen.api.book import home, rulebook
from baowen.api.case_files import attachment
from baowen.api.reports import saved
from baowen.core.clock import now
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.price.actions import answering
from baowen.price.actions.answering import MOST_BYTES, Said
from baowen.price.kinds import COST_WORDS, LETTER_WORDS, SIDE_WORDS, STEP_WORDS, CostItem
from baowen.price.queries import letter_to_read, own_matter
from baowen.price.queries.own import OwnMatter, answer_file_to_read
from baowen.price.states import STAGE_WORDS
from baowen.respond.actions.moves import Doing
from baowen.web.deeds import done
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of


def own_page(request: HttpRequest, number: str, viewer: Viewer) -> HttpResponse | None:
    """The enterprise's page; None for who is no enterprise of this matter."""
    if not viewer.may(Act.PRICE_ANSWER):
        return None
    page = own_matter(number, viewer.actor, book=rulebook())
    return render(request, "pages/price_own.html", _shown(page, viewer))


def _shown(page: OwnMatter, viewer: Viewer) -> dict[str, Any]:
    draft = page.draft
    costs = draft.costs if draft else None
    return {
        "page": page, "stage": viewer.say(STAGE_WORDS[page.stage]), "draft": draft,
        "letters": [(one, viewer.say(LETTER_WORDS[one.kind])) for one in page.letters],
        "owed": [
            {
                "one": one, "step": viewer.say(STEP_WORDS[one.step]), "side": viewer.say(SIDE_WORDS[one.side]),
                "working": one.working_en if viewer.english else one.working_zh,
            }
            for one in page.owed
        ],
        "items": [
            {
                "name": item.value, "words": viewer.say(COST_WORDS[item]),
                "before": costs.before.items.get(item) if costs else None,
                "after": costs.after.items.get(item) if costs else None,
            }
            for item in CostItem
        ],
        "faults": list(draft.faults) if draft else [],
        "sent": page.answers,
    }  # fmt: skip


def save(request: HttpRequest, number: str) -> HttpResponse:
    """Keep the draft as it was typed with its files; `send` sends it as well. What does not add up is said."""
    viewer, given = viewer_of(request), request.POST
    doing = Doing(actor=viewer.actor, at=now(), book=rulebook())
    try:
        # Keeping twice is keeping once; what was typed stays even where it cannot be sent.
        _keep(request, number, doing)
    except BaowenError as error:
        messages.error(request, viewer.told(error))
        return redirect("price", number)
    if given.get("what") != "send":
        messages.success(request, viewer.say(("已保存，尚未提交。", "Kept; not sent yet.")))
        return redirect("price", number)
    return done(
        request, viewer,
        lambda: answering.send_answer(number, doing, accept_faults=bool(given.get("accept_faults"))),
        ("答复已提交。", "The answer is sent."), "price", number,
    )  # fmt: skip


def _keep(request: HttpRequest, number: str, doing: Doing) -> None:
    answering.save_answer(number, _said(request.POST), doing)
    with TemporaryDirectory() as folder:
        for place, file in enumerate(request.FILES.getlist("attachments")):
            # A folder for each: two files may bear the same name.
            own = Path(folder) / str(place)
            own.mkdir()
            path = saved(file, own, most=MOST_BYTES)  # type: ignore[arg-type]
            answering.add_file(number, answering.keep_file(number, path, home().raw, doing), doing)


def _said(given: QueryDict) -> Said:
    sides: dict[str, dict[CostItem, Any]] = {"before": {}, "after": {}}
    for side, found in sides.items():
        for item in CostItem:
            told = quantity_given(given.get(f"{item.value}_{side}", ""), *COST_WORDS[item])
            if told is not None:
                found[item] = told
    return Said(
        words=given.get("words", ""), before=sides["before"], after=sides["after"],
        **{
            f"{name}_{side}": quantity_given(given.get(f"{name}_{side}", ""), zh, en)
            for name, zh, en in (("price", "价格", "the price"), ("quantity", "数量", "the quantity"))
            for side in sides
        },
    )  # fmt: skip


def letter(request: HttpRequest, key: int) -> HttpResponse:
    """The very document that was issued, for officers of its place and the enterprise that it went to."""
    return attachment(letter_to_read(key, viewer_of(request).actor, book=rulebook()))


def answer_file(request: HttpRequest, key: int) -> HttpResponse:
    """A file of an answer as it came."""
    return attachment(answer_file_to_read(key, viewer_of(request).actor, book=rulebook()))
