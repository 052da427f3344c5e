"""Editions: taken from a published table or made from candidates, as drafts; published; withdrawn. LST-1, LST-2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import Trail, writing
from baowen.core.problems import BaowenError, Problem
from baowen.core.texts import filled, within
from baowen.lists.actions.access import require_publisher
from baowen.lists.kinds import KIND_WORDS, Direction, ListKind
from baowen.lists.models import Candidate, ListEdition, ListItem
from baowen.lists.rules import ANY_FORM
from baowen.lists.sheet import Grid, read_list
from baowen.lists.states import EDITION_RULES, EDITION_WORDS, CandidateState, EditionMove, EditionState
from baowen.orgs.permissions import Actor

MOST_WORDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFacts:
    """What an edition is: issuer (region code), kind, name of the edition, first day, document."""

    issuer: str
    kind: ListKind
    edition: str
    effective_on: date
    title: str = ""
    document_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file that an edition came from: its name and the hash under which it is kept."""

    file: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """The number of the draft, how many items it has, and what the reader remarked."""

    number: int
    items: int
    remarks: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """The number of a draft made from candidates; how many items it has, took in, let go, and kept."""

    number: int
    items: int
    added: int
    removed: int
    kept: int


class ListRefusedError(BaowenError):
    """A table that cannot be taken in, with everything that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(
            f"清单没有导入，共 {len(problems)} 处问题。{place_words(first)}：{first.message}；{first.help}",
            f"nothing was imported, {len(problems)} problems; first: {first.message_en}; {first.help_en}",
        )
        self.problems = problems


def place_words(one: Problem) -> str:
    """Where a problem lies, in Chinese: file, sheet, row, column."""
    parts = (one.file, one.sheet and f"工作表“{one.sheet}”", one.row and f"第 {one.row} 行", one.column)
    return "，".join(str(part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    form: str
    note: str = ""


def import_edition(
    facts: EditionFacts, grid: Grid, *, actor: Actor, at: datetime, reason: str = "", source: Source | None = None
) -> Imported:
    """Take a published table in as a draft, whole or not at all.

    ListRefusedError with sheet, row, column and remedy of everything that is wrong; BaowenError for an edition that is
    here already; NotAllowedError.
    """
    require_publisher(actor, facts.issuer)
    reading = read_list(grid)
    if reading.problems:
        raise ListRefusedError(reading.problems)
    lines = [_Line(one.name, one.form, one.note) for one in reading.drugs]
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row = _drafted(facts, lines, actor=actor, at=at, trail=trail, source=source or Source())
    return Imported(row.pk, len(lines), reading.remarks)


def _drafted(
    facts: EditionFacts, lines: Iterable[_Line], *, actor: Actor, at: datetime, trail: Trail, source: Source,
    details: Mapping[str, object] | None = None,
) -> ListEdition:  # fmt: skip
    row = ListEdition(
        issuer_region=facts.issuer, kind=facts.kind.value,
        edition=filled(facts.edition, "期次", "edition", most=100), effective_on=facts.effective_on,
        title=within(facts.title, "标题", "title", most=300),
        document_number=within(facts.document_number, "文号", "document number", most=100),
        recorded_for=actor.organisation, made_at=at, made_by=actor.name, file_name=source.file[:300],
        raw_sha256=source.sha256,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        known = ListEdition.objects.filter(issuer_region=facts.issuer, kind=row.kind, edition=row.edition)
        known = known.exclude(state=EditionState.WITHDRAWN.value)
        told = "、".join(f"{one.pk}（{EDITION_WORDS[EditionState(one.state)][0]}）" for one in known)
        raise BaowenError(
            f"{facts.issuer} 的{KIND_WORDS[facts.kind][0]}已有期次“{row.edition}”：{told}；内容有误的请先撤回再导入",
            f"edition {row.edition!r} is here already ({told}); withdraw it first to correct it",
        ) from error
    items = [
        ListItem(edition=row, number=number, name=line.name, dosage_form=line.form, note=line.note)
        for number, line in enumerate(lines, start=1)
    ]
    ListItem.objects.bulk_create(items, batch_size=500)
    after = _public(row) | {"items": len(items)}
    trail.note("list.draft", f"list/{row.pk}", after=after, details=details)
    return row


def _public(row: ListEdition) -> dict[str, object]:
    return {
        "issuer": row.issuer_region, "kind": row.kind, "edition": row.edition, "effective_on": row.effective_on,
        "document_number": row.document_number, "state": row.state, "file_sha256": row.raw_sha256,
    }  # fmt: skip


def publish_edition(number: int, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Make a draft count from its first day on; the newest of issuer and kind counts as a whole. LST-2.

    BaowenError where it is no draft, or holds no drug: an empty list would leave the one before in force.
    """
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row = _locked(number, EditionMove.PUBLISH, actor)
        if not row.items.exists():
            raise BaowenError(f"清单 {number} 里没有药品，不能发布", f"edition {number} holds no drug")
        row.published_at, row.published_by = at, actor.name
        _moved(row, EditionMove.PUBLISH, trail)


def withdraw_edition(number: int, *, why: str, actor: Actor, at: datetime) -> None:
    """Take an edition back that was entered wrongly; the one before counts again, as if it had never been.

    The candidates that it took in wait for the next edition again. BaowenError where no reason is given, or it is
    withdrawn already.
    """
    why = filled(why, "撤回原因", "reason", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why) as trail:
        row = _locked(number, EditionMove.WITHDRAW, actor)
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = at, actor.name, why
        row.candidates.update(taken_into=None)
        _moved(row, EditionMove.WITHDRAW, trail)


def _locked(number: int, move: EditionMove, actor: Actor) -> ListEdition:
    """The edition, locked, where the move is allowed; NotAllowedError, BaowenError."""
    row = ListEdition.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise BaowenError(
            f"没有编号为 {number} 的清单；请用 baowen lists editions 查看", f"there is no edition {number}"
        )
    require_publisher(actor, row.issuer_region)
    rule, state = EDITION_RULES[move], EditionState(row.state)
    if state not in rule.sources:
        raise BaowenError(
            f"清单 {number} {EDITION_WORDS[state][0]}，不能{rule.zh}",
            f"edition {number} is {EDITION_WORDS[state][1]}: cannot {rule.en}",
        )
    return row


def _moved(row: ListEdition, move: EditionMove, trail: Trail) -> None:
    before = row.state
    row.state = EDITION_RULES[move].to.value
    if EditionState.PUBLISHED.value in (
        before,
        row.state,
    ):  # of a draft that was never published the lake knows nothing
        row.revision += 1
    row.save()
    trail.note(f"list.{move}", f"list/{row.pk}", before={"state": before}, after=_public(row))


def next_edition(facts: EditionFacts, *, actor: Actor, at: datetime, reason: str = "") -> Made:
    """Make the draft of the next edition: the newest published one, with what was accepted in, without what was out.

    Editions that take effect on the same day are one (`lists.rules`), so all of them are carried on. Accepted
    candidates that no other edition has taken go in, each once. BaowenError where none waits, or the new first day is
    before that of the newest.
    """
    require_publisher(actor, facts.issuer)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        waiting = list(
            Candidate.objects.select_for_update().filter(
                issuer_region=facts.issuer, kind=facts.kind.value, state=CandidateState.ACCEPTED.value, taken_into=None
            )
        )
        if not waiting:
            raise BaowenError("没有已采纳而未编入的调整建议", "no accepted candidate waits for an edition")
        present = _newest_items(facts)
        merged = _merged(present, waiting)
        details = {"candidates": [one.pk for one in waiting]}
        row = _drafted(facts, merged.lines.values(), actor=actor, at=at, trail=trail, source=Source(), details=details)
        Candidate.objects.filter(pk__in=[one.pk for one in waiting]).update(taken_into=row)
    return Made(row.pk, len(merged.lines), merged.added, merged.removed, len(present) - merged.removed)


def _newest_items(facts: EditionFacts) -> list[_Line]:
    """The lines of the newest published edition, or editions of one day; they are locked against being withdrawn."""
    published = ListEdition.objects.select_for_update().filter(
        issuer_region=facts.issuer, kind=facts.kind.value, state=EditionState.PUBLISHED.value
    )
    editions = list(published.order_by("-effective_on", "id"))
    if not editions:
        return []
    newest = editions[0].effective_on
    if facts.effective_on <= newest:
        raise BaowenError(
            f"新一期的生效日期 {facts.effective_on} 应晚于现行一期的 {newest}",
            f"the new edition must take effect after {newest}",
        )
    parts = [one.pk for one in editions if one.effective_on == newest]
    rows = ListItem.objects.filter(edition_id__in=parts).order_by("edition_id", "number")
    lines = {(one.name, one.dosage_form): _Line(one.name, one.dosage_form, one.note) for one in rows}
    return list(lines.values())


@dataclass(slots=True)
class _Merged:
    lines: dict[tuple[str, str], _Line] = field(default_factory=dict)
    added: int = 0
    removed: int = 0


def _merged(present: Iterable[_Line], waiting: Sequence[Candidate]) -> _Merged:
    """The present lines without those that leave and with those that enter; one that leaves without a form leaves
    in every form."""
    merged = _Merged({(line.name, line.form): line for line in present})
    for one in waiting:
        if one.direction == Direction.OUT:
            gone = [key for key in merged.lines if key[0] == one.name and one.dosage_form in (ANY_FORM, key[1])]
            for key in gone:
                del merged.lines[key]
            merged.removed += len(gone)
    for one in waiting:
        key = (one.name, one.dosage_form)
        if one.direction == Direction.IN and key not in merged.lines:
            merged.lines[key] = _Line(*key)
            merged.added += 1
    return merged


def mark_handed_over(taken: Sequence[tuple[int, int]], *, by: str, at: datetime) -> None:
    """Note which revision of which edition (number, revision) the lake knows; one that moved since goes again."""
    if not taken:
        return
    with writing(by=by, at=at) as trail:
        for number, revision in taken:
            ListEdition.objects.filter(pk=number, handed_over__lt=revision).update(handed_over=revision)
        trail.note("list.hand_over", "feed/list_entry", details={"editions": [number for number, _ in taken]})
