"""What people do with circulars: change the words, issue under a number, drop, answer. VB-2.2, VBP-13."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import keep_bytes
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import organisation_on_file
from baowen.orgs.regions import load_regions
from baowen.price.letters.templates import organ_of
from baowen.price.letters.wording import reference
from baowen.respond.actions.telling import tell_organisation
from baowen.vbp.progress.models import Circular, CircularName, CircularSequence
from baowen.vbp.progress.paper import Named, Paper, circular_document
from baowen.vbp.progress.states import CIRCULAR_WORDS, CircularState

_MOST_WORDS, _MOST_ANSWER = 20_000, 4_000
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Places:
    """Where templates of official papers lie and documents are kept."""

    raw: Path
    templates: Path

    @classmethod
    def of(cls, home: Home) -> Places:
        """Those of a home."""
        return cls(raw=home.raw, templates=home.templates)


def edit_circular(number: str, title: str, words: str, *, actor: Actor, at: datetime) -> None:
    """Change what a draft says; BaowenError for one that was issued or dropped."""
    _require(number, actor)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _draft(number)
        row.title = filled(title, "标题", "title", most=200)
        row.words = filled(words, "正文", "words", most=_MOST_WORDS)
        row.save(update_fields=["title", "words"])
        trail.note("vbp.circular.edited", f"vbp_circular/{number}")


def issue_circular(number: str, places: Places, *, actor: Actor, at: datetime) -> str:
    """Issue a draft under the organ's next number, as a document, and tell each hospital it names; its reference."""
    _require(number, actor)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _draft(number)
        organ, on = organisation_on_file(actor.organisation), day_of(at)
        own = organ_of(organ.code, organ.name, places.templates)
        serial = CircularSequence.locked(f"{organ.code}-{on.year}").take()
        row.reference = reference(own.code or f"{organ.name}集采通报", on.year, serial)
        paper = Paper(
            organ=own.head, reference=row.reference, title=row.title, words=row.words, addressee="各有关医疗机构",
            on=on, names=[_named(one) for one in row.names.all()],
        )  # fmt: skip
        row.organ, row.state, row.issued_at, row.issued_by = organ.code, CircularState.ISSUED.value, at, actor.name
        row.sha256 = keep_bytes(circular_document(paper), places.raw)
        row.save()
        title = Text(f"集采执行通报 {row.reference}，请阅看并答复",
                     f"circular {row.reference} on volume procurement: please read and answer")  # fmt: skip
        for name in row.names.all():
            tell_organisation(name.hospital, f"vbp_circular/{number}", "named", title, trail=trail, at=at)
        trail.note("vbp.circular.issued", f"vbp_circular/{number}",
                   details={"reference": row.reference, "sha256": row.sha256, "names": row.names.count()})  # fmt: skip
    return row.reference


def drop_circular(number: str, why: str, *, actor: Actor, at: datetime) -> None:
    """Say that a draft is not issued, and why."""
    _require(number, actor)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why) as trail:
        row = _draft(number)
        row.dropped_why = filled(why, "不印发的理由", "reason", most=500)
        row.state, row.dropped_at, row.dropped_by = CircularState.DROPPED.value, at, actor.name
        row.save()
        trail.note("vbp.circular.dropped", f"vbp_circular/{number}")


def answer_circular(number: str, words: str, *, actor: Actor, at: datetime) -> None:
    """Answer an issued circular as a hospital that it names; an answer may be given anew."""
    require(actor, Act.VBP_REPORT, actor.region, regions=load_regions(), organisation=actor.organisation)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = CircularName.objects.select_for_update().filter(
            circular__number=number, circular__state=CircularState.ISSUED.value, hospital=actor.organisation
        ).first()  # fmt: skip
        if row is None:
            raise unknown_circular(number)
        row.answer = filled(words, "答复", "answer", most=_MOST_ANSWER)
        row.answered_at, row.answered_by = at, actor.name
        row.save(update_fields=["answer", "answered_at", "answered_by"])
        trail.note("vbp.circular.answered", f"vbp_circular/{number}", details={"hospital": actor.organisation})


def unknown_circular(number: str) -> BaowenError:
    """What is said of a number that no circular has, and to whoever may not see it: the same words."""
    return BaowenError(f"没有可阅看的通报 {number[:60]}", f"there is no circular {number[:60]} that you may see")


def _require(number: str, actor: Actor) -> None:
    row = Circular.objects.filter(number=number).only("region").first()
    if row is None:
        raise unknown_circular(number)
    require(actor, Act.VBP_CIRCULATE, row.region, regions=load_regions())


def _draft(number: str) -> Circular:
    row = Circular.objects.select_for_update().get(number=number)
    if row.state != CircularState.DRAFT.value:
        zh, en = CIRCULAR_WORDS[CircularState(row.state)]
        raise BaowenError(f"通报 {number} {zh}，不能再改", f"circular {number} is {en} and stays as it is")
    return row


def _named(one: CircularName) -> Named:
    shown = [f"{each['name']} {each['progress']:.0%}／{each['schedule']:.0%}" for each in one.products[:_SHOWN]]
    return Named(name=one.name, contracts=one.contracts, behind=one.behind, unbought=one.unbought, products=shown)
