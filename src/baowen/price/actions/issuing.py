"""A letter goes out: numbered without gaps, made from its template, kept under its hash, told of. PRI-1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from baowen.core.home import Home
from baowen.core.messages.rules import Text
from baowen.core.rawfiles import keep_bytes, unchanged
from baowen.orgs.queries import names_of, organisation_on_file
from baowen.price.actions.store import Moving
from baowen.price.kinds import LETTER_WORDS, TO_ENTERPRISE, VERDICT_WORDS, LetterKind, Verdict
from baowen.price.letters.fill import filled_in
from baowen.price.letters.templates import organ_of, template_of
from baowen.price.letters.wording import chinese_date, cited, reference
from baowen.price.models import Letter, Matter, OwedStep, Sequence
from baowen.procure.listing.queries import listing, prices_of
from baowen.respond.actions.telling import tell_organisation


@dataclass(frozen=True, slots=True)
class Papers:
    """Where templates lie and documents are kept."""

    raw: Path
    templates: Path

    @classmethod
    def of(cls, home: Home) -> Papers:
        """Those of a home."""
        return cls(raw=home.raw, templates=home.templates)


def issue(
    done: Moving, kind: LetterKind, papers: Papers, values: Mapping[str, str], *, addressee: str = "",
    step: OwedStep | None = None,
) -> Letter:  # fmt: skip
    """Issue a letter of the officer's organisation inside the transaction of its move; the enterprise is told."""
    matter, organ = done.matter, organisation_on_file(done.doing.actor.organisation)
    own = organ_of(organ.code, organ.name, papers.templates)
    series = Sequence.locked(f"W-{organ.code}-{done.on.year}")
    serial = series.take()
    enterprise = _name(matter.enterprise)
    told = dict.fromkeys(NAMES, "") | {
        "organ": own.head, "number": reference(own.code, done.on.year, serial), "date": chinese_date(done.on),
        "matter": matter.number, "drug": matter.drug, "enterprise": enterprise,
        "listings": listing_words(matter, done.on), "clause": _clause(done), "words": done.event.words,
        "due": _due_words(step), **_verdict(matter), **values,
    }  # fmt: skip
    template = template_of(kind, papers.templates)
    content = filled_in(template, told)
    letter = Letter.objects.create(
        matter=matter, event=done.event, kind=kind.value, organ=organ.code, year=done.on.year, serial=serial,
        reference=told["number"], addressee=addressee or enterprise, values=told,
        template=keep_bytes(template, papers.raw), sha256=keep_bytes(content, papers.raw), size=len(content),
        issued_at=done.doing.entered, issued_by=done.doing.actor.name,
    )  # fmt: skip
    done.told["letter"] = letter.reference
    done.told["sha256"] = letter.sha256
    if kind in TO_ENTERPRISE:
        _tell(done, letter, step)
    return letter


NAMES = (
    "organ", "number", "date", "matter", "drug", "enterprise", "listings", "clause", "words", "due", "verdict",
    "grounds", "reference", "until", "copy_to", "held_on", "place", "receiver", "history", "costs",
)  # fmt: skip
"""Every placeholder that a template may use."""


def regenerated(letter: Letter, papers: Papers) -> bytes:
    """The document made again from what was filled in and the template that was used; the same bytes as were sent."""
    return filled_in(unchanged(papers.raw, letter.template), letter.values)


def listing_words(matter: Matter, on: date) -> str:
    """Each listing of a matter in a line, with its price on a day and the one that held before it."""
    lines = []
    for row in matter.listings.all():
        one = listing(row.listing)
        begun = [price for price in prices_of(row.listing) if not price.voided_why and price.valid_from <= on]
        words = " ".join(filter(None, (one.generic_name, one.spec, one.packaging)))
        now = f"，挂网价 {begun[-1].price} 元" if begun else ""
        before = f"，此前 {begun[-2].price} 元" if len(begun) > 1 else ""
        lines.append(f"{words}，挂网编号 {row.listing}{now}{before}")
    return "\n".join(lines) or f"{matter.drug}（未列明挂网编号）"


def _clause(done: Moving) -> str:
    clause = done.standing.clause if done.standing else ""
    if not clause:
        return done.doing.reason.strip() or "药品价格管理的有关规定"
    packs = {entry.pack: pack for pack in done.ruling.chain for entry in pack.entries if entry.clause == clause}
    return cited(clause, next((pack.title for pack in packs.values()), ""))


def _due_words(step: OwedStep | None) -> str:
    return "" if step is None or step.due_on is None else f"请于{chinese_date(step.due_on)}前完成（当日计入）。"


def _verdict(matter: Matter) -> dict[str, str]:
    found = matter.judgements.filter(revised_at=None).first()
    if found is None:
        return {"verdict": "", "grounds": ""}
    return {"verdict": VERDICT_WORDS[Verdict(found.verdict)][0], "grounds": found.grounds}


def _name(code: str) -> str:
    return names_of({code}).get(code, code)


def _tell(done: Moving, letter: Letter, step: OwedStep | None) -> None:
    zh, en = LETTER_WORDS[LetterKind(letter.kind)]
    due: date | None = step.due_on if step is not None else None
    title = Text(
        f"{zh} {letter.reference}（事项 {done.matter.number}）" + (f"，请于 {due} 前答复办理" if due else "，请阅看"),
        f"{en} {letter.reference} (matter {done.matter.number})" + (f", due on {due}" if due else ", please read it"),
    )
    tell_organisation(
        done.matter.enterprise, done.about, f"letter/{letter.pk}", title, trail=done.trail, at=done.doing.entered
    )
