"""All reads of lists: editions, what was listed on a day, a drug's status in a place, what it opens, candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, F, Max, Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.policy import Packs
from baowen.core.problems import BaowenError
from baowen.lists.kinds import Direction, ListKind, Reason, Verdict
from baowen.lists.models import Candidate, ListEdition, ListItem
from baowen.lists.names import Asked, covers, likeness
from baowen.lists.opens import Opened, routes_opened
from baowen.lists.rules import ListEntry, status_of
from baowen.lists.states import CandidateState, EditionState
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import load_regions

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """One edition. `in_lake`: the indicators know its newest state."""

    number: int
    issuer: str
    kind: ListKind
    edition: str
    effective_on: date
    title: str
    document_number: str
    state: EditionState
    items: int
    published_at: datetime | None
    withdrawn_why: str
    file: str
    raw_sha256: str
    in_lake: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One drug of an edition; `dosage_form` "" is any form."""

    number: int
    name: str
    dosage_form: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedEntry(ListEntry):
    """A line of a published edition as the rules compare it, with what it says itself."""

    listed_name: str
    listed_form: str
    document_number: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugStatus:
    """What the lists say of a drug in a place on a day, and what that opens.

    `other_salts`: lines in force of the same active part in another salt, which a person has to judge.
    `editions`: what was in force there, whether or not it names the drug; empty means that nothing is known.
    """

    drug: str
    dosage_form: str
    place: str
    on: date
    listed: tuple[NamedEntry, ...]
    other_salts: tuple[NamedEntry, ...]
    editions: tuple[EditionView, ...]
    opens: tuple[Opened, ...]
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionView:
    """An expert's opinion; the name is "" for whoever may not record opinions on this list."""

    expert: str
    verdict: Verdict
    words: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateView:
    """A proposal with its evidence and opinions; `taken_into` is the number of the edition that took it."""

    number: int
    issuer: str
    kind: ListKind
    direction: Direction
    name: str
    dosage_form: str
    reason: Reason
    clause: str
    evidence: tuple[str, ...]
    words: str
    state: CandidateState
    organisation: str
    proposed_at: datetime
    decided_at: datetime | None
    decided_why: str
    taken_into: int | None
    opinions: tuple[OpinionView, ...]


def editions(*, issuer: str = "", kind: ListKind | None = None, actor: Actor | None = None) -> list[EditionView]:
    """Editions by issuer, kind and first day. Drafts, and those withdrawn, for whoever may propose to that list."""
    return [edition_view(row) for row in _seen(issuer, kind, actor)]


def edition_page(
    actor: Actor, *, issuer: str = "", kind: ListKind | None = None, cursor: str = "", limit: int = PAGE
) -> Paged[EditionView]:  # fmt: skip
    """A page of the same editions, in the order in which they came in."""
    return page_by_key(_seen(issuer, kind, actor), edition_view, cursor=cursor, limit=limit)


def _seen(issuer: str, kind: ListKind | None, actor: Actor | None) -> QuerySet[ListEdition]:
    rows = ListEdition.objects.annotate(size=Count("items"))
    if issuer:
        rows = rows.filter(issuer_region=issuer)
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    issuers = ListEdition.objects.order_by().values_list("issuer_region", flat=True).distinct()
    own = [one for one in issuers if _may_see(actor, one)]
    return rows.filter(Q(state=EditionState.PUBLISHED.value) | Q(issuer_region__in=own))


def _may_see(actor: Actor | None, issuer: str) -> bool:
    if actor is None:
        return False
    regions = load_regions()
    acts = (Act.LIST_PROPOSE, Act.LIST_RECORD)
    return any(decide(actor, act, issuer, regions=regions).allowed for act in acts)


def edition_view(row: ListEdition) -> EditionView:
    """An edition as it is shown."""
    size = row.size if hasattr(row, "size") else row.items.count()
    return EditionView(
        number=row.pk, issuer=row.issuer_region, kind=ListKind(row.kind), edition=row.edition,
        effective_on=row.effective_on, title=row.title, document_number=row.document_number,
        state=EditionState(row.state), items=size, published_at=row.published_at, withdrawn_why=row.withdrawn_why,
        file=row.file_name, raw_sha256=row.raw_sha256, in_lake=0 < row.revision == row.handed_over,
    )  # fmt: skip


def edition(number: int, *, actor: Actor | None = None) -> tuple[EditionView, list[ItemView]]:
    """One edition with its items; BaowenError where there is none that the actor may see."""
    row = ListEdition.objects.filter(pk=number).first()
    if row is None or not (row.state == EditionState.PUBLISHED or _may_see(actor, row.issuer_region)):
        raise BaowenError(
            f"没有编号为 {number} 的清单，或尚未发布", f"there is no edition {number}, or it is not published"
        )
    return edition_view(row), [_item(one) for one in row.items.all()]


def _item(row: ListItem) -> ItemView:
    return ItemView(number=row.number, name=row.name, dosage_form=row.dosage_form, note=row.note)


def items_on(issuer: str, kind: ListKind, on: date) -> tuple[list[EditionView], list[ItemView]]:
    """What an issuer's list held on a day: the editions of the newest first day until then, and their items, each once.

    Two editions of one day are one in two parts. Both empty where none was in force.
    """
    rows = _in_force([issuer], on).get((issuer, kind.value), [])
    found: dict[tuple[str, str], ItemView] = {}
    for one in ListItem.objects.filter(edition__in=rows).order_by("edition_id", "number"):
        found.setdefault((one.name, one.dosage_form), _item(one))
    items = [replace(one, number=number) for number, one in enumerate(found.values(), start=1)]
    return [edition_view(row) for row in rows], items


def _in_force(issuers: Sequence[str], on: date) -> dict[tuple[str, str], list[ListEdition]]:
    """By issuer and kind the published editions of the newest first day on or before a day."""
    published = ListEdition.objects.filter(
        issuer_region__in=issuers, state=EditionState.PUBLISHED.value, effective_on__lte=on
    ).annotate(size=Count("items"))
    found: dict[tuple[str, str], list[ListEdition]] = {}
    for row in published.order_by("-effective_on", "id"):
        known = found.setdefault((row.issuer_region, row.kind), [])
        if not known or known[0].effective_on == row.effective_on:
            known.append(row)
    return found


def lines_on(place: str, on: date) -> list[tuple[EditionView, ItemView]]:
    """Every line of the lists in force in a place on a day, its own and those above it, list by list."""
    places = [place, *(one.code for one in load_regions().ancestors(place))]
    rows = {row.pk: edition_view(row) for parts in _in_force(places, on).values() for row in parts}
    lines = ListItem.objects.filter(edition__in=rows).order_by("edition_id", "number")
    return [(rows[line.edition_id], _item(line)) for line in lines]


def lists_changed_at() -> datetime | None:
    """When an edition was last published or withdrawn; None before the first."""
    found = ListEdition.objects.aggregate(published=Max("published_at"), withdrawn=Max("withdrawn_at"))
    return max((one for one in found.values() if one is not None), default=None)


def status(drug: str, place: str, on: date, *, packs: Packs, dosage_form: str = "") -> DrugStatus:
    """What the lists of a place and of those above it say of a drug on a day, and what that opens. LST-1, LST-3.

    A drug is asked for as people write it: 地高辛片 asks for the tablet, 地高辛 for any form. BaowenError for an
    unknown place or no name.
    """
    regions = load_regions()
    regions.require(place)
    asked = Asked.of(drug, dosage_form)
    if not asked.name:
        raise BaowenError("请给出药品通用名", "name the drug")
    above = [one.code for one in regions.ancestors(place)]
    in_force = _in_force([place, *above], on)
    rows = [row for parts in in_force.values() for row in parts]
    lines = list(ListItem.objects.filter(edition__in=rows).select_related("edition"))
    entries = [_named(line, asked) for line in lines]
    found = status_of(asked.name, asked.form, place, on, entries, regions_ancestors=above)
    listed = tuple(one for kind in found.kinds for one in found.by_kind[kind] if isinstance(one, NamedEntry))
    ruling = packs.ruling(place, on)
    salts = tuple(one for one in entries if likeness(one.listed_name, asked) == "salt")
    return DrugStatus(
        drug=asked.name, dosage_form=asked.form, place=place, on=on, listed=listed, other_salts=salts,
        editions=tuple(map(edition_view, rows)), opens=routes_opened(listed, ruling, regions), policy=ruling.digest,
    )  # fmt: skip


def _named(line: ListItem, asked: Asked) -> NamedEntry:
    """A line as the rules compare it: under the name asked for where it means that drug, with the form it covers."""
    same = likeness(line.name, asked) == "same"
    form = asked.form if same and covers(line.name, line.dosage_form, asked) else line.dosage_form or "?"
    row = line.edition
    return NamedEntry(
        issuer_region=row.issuer_region, kind=row.kind, edition=row.edition, effective_on=row.effective_on,
        generic_name=asked.name if same else line.name, dosage_form=form, listed_name=line.name,
        listed_form=line.dosage_form, document_number=row.document_number, number=row.pk,
    )  # fmt: skip


def candidates(
    actor: Actor, *, issuer: str = "", kind: ListKind | None = None, state: CandidateState | None = None
) -> list[CandidateView]:
    """Proposals for the lists of a place, of the actor's region and below unless told, the oldest first.

    NotAllowedError for a place that the actor doesn't see.
    """
    return [_candidate(row, actor) for row in _proposed(actor, issuer, kind, state).order_by("id")]


def candidate_page(
    actor: Actor, *, issuer: str = "", state: CandidateState | None = None, cursor: str = "", limit: int = PAGE
) -> Paged[CandidateView]:
    """A page of the same proposals, of every kind."""
    rows = _proposed(actor, issuer, None, state)
    return page_by_key(rows, lambda row: _candidate(row, actor), cursor=cursor, limit=limit)


def _proposed(
    actor: Actor, issuer: str, kind: ListKind | None, state: CandidateState | None
) -> QuerySet[Candidate]:  # fmt: skip
    require(actor, Act.LIST_PROPOSE, issuer or actor.region, regions=load_regions())
    rows = Candidate.objects.prefetch_related("opinions")
    rows = rows.filter(issuer_region__in=[issuer] if issuer else codes_within(actor.region))
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    return rows if state is None else rows.filter(state=state.value)


def candidate(number: int, actor: Actor) -> CandidateView:
    """One proposal; BaowenError where there is none, NotAllowedError where the actor doesn't see its place."""
    row = Candidate.objects.prefetch_related("opinions").filter(pk=number).first()
    if row is None:
        raise BaowenError(f"没有编号为 {number} 的建议", f"there is no candidate {number}")
    require(actor, Act.LIST_PROPOSE, row.issuer_region, regions=load_regions())
    return _candidate(row, actor)


def _candidate(row: Candidate, actor: Actor) -> CandidateView:
    names = decide(actor, Act.LIST_OPINE, row.issuer_region, regions=load_regions()).allowed
    return CandidateView(
        number=row.pk, issuer=row.issuer_region, kind=ListKind(row.kind), direction=Direction(row.direction),
        name=row.name, dosage_form=row.dosage_form, reason=Reason(row.reason), clause=row.clause,
        evidence=tuple(row.evidence), words=row.words, state=CandidateState(row.state),
        organisation=row.organisation, proposed_at=row.proposed_at, decided_at=row.decided_at,
        decided_why=row.decided_why, taken_into=row.taken_into_id,
        opinions=tuple(
            OpinionView(expert=one.expert if names else "", verdict=Verdict(one.verdict), words=one.words,
                        recorded_at=one.recorded_at)
            for one in row.opinions.all()
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One list by issuer, kind and edition as the lake has to know it.

    `items`: those of its published edition, empty where there is none. `gone`: name and form of what only withdrawn
    editions of that name held. `taken`: number and revision of each edition that this tells.
    """

    issuer: str
    kind: ListKind
    edition: str
    effective_on: date | None
    items: tuple[ItemView, ...]
    gone: tuple[tuple[str, str], ...]
    taken: tuple[tuple[int, int], ...]


def to_hand_over() -> list[Handover]:
    """Lists whose newest state the lake does not know, each whole: published and withdrawn parts of the same name."""
    moved = ListEdition.objects.filter(revision__gt=F("handed_over"))
    names = sorted(set(moved.values_list("issuer_region", "kind", "edition")))
    return [_handover(*name) for name in names]


def editions_waiting() -> int:
    """How many editions the lake does not know in their newest state."""
    return ListEdition.objects.filter(revision__gt=F("handed_over")).count()


def _handover(issuer: str, kind: str, name: str) -> Handover:
    rows = list(ListEdition.objects.filter(Q(revision__gt=0), issuer_region=issuer, kind=kind, edition=name))
    published = [row for row in rows if row.state == EditionState.PUBLISHED]
    items = _items(published)
    kept = {(one.name, one.dosage_form) for one in items}
    gone = {(one.name, one.dosage_form) for one in _items(row for row in rows if row not in published)} - kept
    return Handover(
        issuer=issuer, kind=ListKind(kind), edition=name,
        effective_on=published[0].effective_on if published else None, items=tuple(items), gone=tuple(sorted(gone)),
        taken=tuple((row.pk, row.revision) for row in rows),
    )  # fmt: skip


def _items(rows: Iterable[ListEdition]) -> list[ItemView]:
    return [_item(one) for row in rows for one in row.items.all()]
