"""What the forms of the desk of the lists do: propose, decide, draft, publish, withdraw. LST-1, LST-2.

A published or withdrawn edition is handed to the lake at once, so that the indicators use it from their next run.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest

from baowen.api.book import home, rulebook
from baowen.collect.list_editions import hand_over_lists
from baowen.core.clock import now
from baowen.core.problems import BaowenError
from baowen.lists.actions.candidates import Proposal, decide_candidate, propose, record_opinion, withdraw_candidate
from baowen.lists.actions.editions import EditionFacts, next_edition, publish_edition, withdraw_edition
from baowen.lists.kinds import Direction, ListKind, Reason, Verdict
from baowen.monitor.proposing import propose_what_monitoring_suggests
from baowen.web.dates import day_given
from baowen.web.viewer import Viewer

Works = dict[str, tuple[Callable[[], object], tuple[str, str]]]


def works_of_desk(request: HttpRequest, viewer: Viewer) -> Works:
    """The deeds of the desk by their names in its forms, each with what is said of it when it is done."""
    given, at, who = request.POST, now(), viewer.actor
    number = int(given["number"]) if given.get("number", "").isdigit() else 0

    def put(name: str) -> str:
        return given.get(name, "").strip()

    def make() -> object:
        facts = EditionFacts(
            issuer=who.region, kind=ListKind(put("kind")), edition=put("edition"),
            effective_on=day_given(put("effective_on")), document_number=put("document_number"),
        )  # fmt: skip
        return next_edition(facts, actor=who, at=at)

    return {
        "propose": (lambda: propose(_proposal(put), actor=who, at=at, packs=rulebook().packs),
                    ("建议已登记。", "Proposed.")),
        "suggest": (lambda: _suggested(request, viewer, at),
                    ("监测建议已登记。", "What monitoring suggests is entered.")),
        "accept": (lambda: decide_candidate(number, accept=True, actor=who, at=at, reason=put("why")),
                   ("已采纳，编入下一期。", "Accepted for the next edition.")),
        "reject": (lambda: decide_candidate(number, accept=False, actor=who, at=at, reason=put("why")),
                   ("未采纳。", "Rejected.")),
        "withdraw": (lambda: withdraw_candidate(number, why=put("why"), actor=who, at=at), ("已撤回。", "Taken back.")),
        "opinion": (lambda: record_opinion(number, Verdict(put("verdict")), put("words"), expert=put("expert"),
                                           actor=who, at=at), ("专家意见已记录。", "The opinion is recorded.")),
        "next": (make, ("草稿已生成，请核对后发布。", "The draft is made; check it, then publish.")),
    }  # fmt: skip


def _proposal(put: Callable[[str], str]) -> Proposal:
    return Proposal(
        issuer=put("issuer"), kind=ListKind(put("kind")), direction=Direction(put("direction")), drug=put("drug"),
        reason=Reason(put("reason")), dosage_form=put("dosage_form"),
        evidence=tuple(put("evidence").replace("，", " ").replace("、", " ").replace(",", " ").split()),
        words=put("words"),
    )  # fmt: skip


def _suggested(request: HttpRequest, viewer: Viewer, at: datetime) -> None:
    """Enter what monitoring suggests for the own lists, and say how many came and how many were there or listed."""
    found = propose_what_monitoring_suggests(
        home(), viewer.actor.region, actor=viewer.actor, at=at, packs=rulebook().packs
    )  # fmt: skip
    came, left = len(found.numbers), len(found.left_out)
    messages.info(
        request,
        viewer.say((f"新登记 {came} 条；{left} 条已经登记或已在清单上。", f"New: {came}; known or listed: {left}.")),
    )


def works_of_edition(request: HttpRequest, viewer: Viewer, number: int) -> Works:
    why, who = request.POST.get("why", "").strip(), viewer.actor

    def publish() -> None:
        publish_edition(number, actor=who, at=now(), reason=why)
        _hand_over(request, viewer)

    def withdraw() -> None:
        withdraw_edition(number, why=why, actor=who, at=now())
        _hand_over(request, viewer)

    return {
        "publish": (publish, ("已发布，自生效日期起作数。", "Published; it counts from its first day.")),
        "withdraw": (withdraw, ("已撤回，前一期恢复有效。", "Withdrawn; the edition before counts again.")),
    }


def _hand_over(request: HttpRequest, viewer: Viewer) -> None:
    """Tell the lake, for the indicators. What hinders that is told and loses nothing: the next time takes it along."""
    try:
        found = hand_over_lists(home(), by=viewer.actor.name, at=now(), clock=now)
        hindrances = [why for _, why in found.refused]
    except BaowenError as error:
        hindrances = [viewer.told(error)]
    for told in hindrances:
        messages.warning(
            request, viewer.say((f"监测指标尚未用上这一期：{told}", f"The indicators do not know it yet: {told}"))
        )
