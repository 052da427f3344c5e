"""One price matter for officers: what happened, who owes what by when, which moves come next. PRI-1, PRI-2."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.clock import today
from baowen.monitor.words import basis_words
from baowen.orgs.queries import names_of, organisation
from baowen.price.kinds import (
    COST_WORDS,
    LETTER_WORDS,
    MEASURE_WORDS,
    NOTICE_WORDS,
    ORIGIN_WORDS,
    SIDE_WORDS,
    STEP_WORDS,
    VERDICT_CLAUSES,
    VERDICT_WORDS,
)
from baowen.price.ladder.rules import RUNG_WORDS
from baowen.price.queries import MatterView, matter_page
from baowen.price.queries.matters import JudgementView, NextMove
from baowen.price.queries.views import AnswerView, StepView
from baowen.price.states import RULES, STAGE_WORDS, Move, Stage
from baowen.respond.kinds import HANDOVER_RESULT_WORDS, HandoverResult
from baowen.web.exports import Table, exported
from baowen.web.pages.price_fields import fields_of
from baowen.web.pages.price_moves import moved
from baowen.web.pages.price_own import own_page
from baowen.web.pages.prices import days_late
from baowen.web.viewer import Viewer, viewer_of

GRAVE = {Move.SUSPEND, Move.DISCLOSE, Move.REFER, Move.CREDIT, Move.ASK_PUBLICLY}


def price(request: HttpRequest, number: str) -> HttpResponse:
    """One matter: of the own enterprise with its form, else as officers see it."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return moved(request, number, viewer)
    own = own_page(request, number, viewer)
    if own is not None:
        return own
    page = matter_page(number, viewer.actor, book=rulebook(), on=today())
    file = exported(request, {"listings": lambda: _listing_table(page), "costs": lambda: _cost_table(page, viewer)})
    return file or render(request, "pages/price.html", _shown(page, viewer))


def _listing_table(page: MatterView) -> Table:
    headings = (
        ("挂网编号", "Listing"), ("立项时价格", "Price at opening"), ("纠正后价格", "Corrected price"),
        ("纠正日期", "Corrected on"), ("暂停中", "Suspended"), ("暂停至", "Until"),
    )  # fmt: skip
    return Table(
        headings,
        [
            [one.listing, one.price, one.corrected_price, one.corrected_on, one.is_suspended, one.suspended_until]
            for one in page.listings
        ],
    )  # fmt: skip


def _cost_table(page: MatterView, viewer: Viewer) -> Table:
    """A line an item of each answer; what was not told is empty."""
    headings = (
        ("答复时间", "Answered"), ("项目", "Item"), ("调价前", "Before"), ("调价后", "After"), ("增加", "Rise"),
        ("占涨价", "Of the rise"),
    )  # fmt: skip
    return Table(
        headings,
        [
            [one.sent_at, viewer.say(COST_WORDS[line.item]), line.before, line.after, line.rise, line.share_of_rise]
            for one in page.answers
            for line in one.lines
        ],
    )  # fmt: skip


def _shown(page: MatterView, viewer: Viewer) -> dict[str, Any]:
    line = page.line
    names = names_of({line.enterprise} | {one.organisation for one in page.events})
    maker = organisation(line.enterprise)
    return {
        "page": page, "line": line, "late": days_late(line), "stage": viewer.say(STAGE_WORDS[line.stage]),
        "enterprise": names.get(line.enterprise, line.enterprise), "has_page": maker is not None,
        "origins": [(viewer.say(ORIGIN_WORDS[kind]), kind.value, ref, words) for kind, ref, words in page.origins],
        "rungs": _rungs(page, viewer), "owed": [step_shown(one, viewer) for one in page.owed],
        "moves": [_move(one, page, viewer) for one in page.next_moves],
        "events": [
            {
                "one": one, "words": viewer.say((RULES[one.move].zh, RULES[one.move].en)),
                "stage": viewer.say(STAGE_WORDS[one.stage]), "who": names.get(one.organisation, one.organisation),
                "letters": [letter for letter in page.letters if letter.event == one.number],
            }
            for one in reversed(page.events)
        ],
        "letters": [(one, viewer.say(LETTER_WORDS[one.kind])) for one in page.letters],
        "answers": [answer_shown(one, viewer) for one in page.answers],
        "judgements": [_judgement(one, viewer) for one in page.judgements],
        "notices": [(one, viewer.say(NOTICE_WORDS[one.kind]) if one.kind else "") for one in page.notices],
        "is_over": line.stage is Stage.CLOSED, "verdict_clauses": VERDICT_CLAUSES,
    }  # fmt: skip


def _rungs(page: MatterView, viewer: Viewer) -> list[dict[str, Any]]:
    """The ladder as the pack names it, each rung with whether it was climbed."""
    taken = {RULES[one.move].measure for one in page.events}
    return [
        {
            "words": word if not viewer.english else ", ".join(MEASURE_WORDS[one][1] for one in RUNG_WORDS[word]),
            "is_done": any(one in taken for one in RUNG_WORDS[word]),
        }
        for word in page.ladder.rungs
    ]  # fmt: skip


def step_shown(one: StepView, viewer: Viewer) -> dict[str, Any]:
    """What somebody owes, with the working of its date."""
    return {
        "one": one, "step": viewer.say(STEP_WORDS[one.step]), "side": viewer.say(SIDE_WORDS[one.side]),
        "late": one.is_late(today()), "basis": viewer.say(basis_words(one.basis)) if one.basis else "",
        "working": one.working_en if viewer.english else one.working_zh,
    }  # fmt: skip


def _move(one: NextMove, page: MatterView, viewer: Viewer) -> dict[str, Any]:
    rule, standing = one.rule, one.standing
    return {
        "move": rule.move.value, "words": viewer.say((rule.zh, rule.en)), "is_grave": rule.move in GRAVE,
        "owner": viewer.say(SIDE_WORDS[rule.side]), "clause": standing.clause if standing else "",
        "basis": viewer.say(basis_words(standing.basis)) if standing and standing.basis else "",
        "skips": standing.skips if standing else (), "is_unnamed": bool(standing and not standing.clause),
        "letter": viewer.say(LETTER_WORDS[rule.letter]) if rule.letter else "",
        "needs": rule.needs_reason or bool(standing and standing.needs_reason),
        "fields": fields_of(rule.move, page, viewer),
    }  # fmt: skip


def answer_shown(one: AnswerView, viewer: Viewer) -> dict[str, Any]:
    """An answer with its costs side by side."""
    return {
        "one": one, "lines": [(viewer.say(COST_WORDS[line.item]), line) for line in one.lines],
        "adds_up": not one.faults,
    }  # fmt: skip


def _judgement(one: JudgementView, viewer: Viewer) -> dict[str, Any]:
    known = one.result in set(HandoverResult)
    returned = viewer.say(("被退回", "came back"))
    return {
        "one": one, "verdict": viewer.say(VERDICT_WORDS[one.verdict]),
        "result": viewer.say(HANDOVER_RESULT_WORDS[HandoverResult(one.result)]) if known else returned
        if one.result else "",
    }  # fmt: skip
