"""Formularies with what is found about them; scoped to departments of the place, the institution and its alliance.

HOS-1.

The formulary that an institution goes by is its lead hospital's where that one is for the alliance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from baowen.core.home import Home
from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError
from baowen.hospital.formulary.lake import bought_names, essential_names
from baowen.hospital.formulary.models import Edition, Line, Selection
from baowen.hospital.formulary.rules import (
    FormularyFinding,
    Item,
    Limit,
    Recorded,
    essential_share,
    not_essential,
    overdue,
    too_many,
    without_record,
)
from baowen.hospital.formulary.states import Decision, EditionState, Exemption, FindingKind, Part
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import OrganisationView, codes_within, organisation, organisations_numbered
from baowen.orgs.regions import NATION_CODE, load_regions


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """An edition with its lines; `share` of names in part 1, None of an empty one."""

    owner: str
    number: int
    state: EditionState
    for_alliance: bool
    from_on: date | None
    until_on: date | None
    words: str
    items: tuple[Item, ...]
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormularyView:
    """What an institution goes by (None where it has none), its draft, all its editions, and what is found."""

    code: str
    name: str
    region: str
    lead: str
    kept_by_lead: bool
    now: EditionView | None
    draft: EditionView | None
    editions: tuple[EditionView, ...]
    findings: tuple[FormularyFinding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormularySum:
    """A formulary in force as an officer's list has it; `overdue_days` None where no cycle is exceeded."""

    code: str
    name: str
    region: str
    number: int
    for_alliance: bool
    from_on: date
    drugs: int
    share: float | None
    overdue_days: int | None


def formulary(home: Home, actor: Actor, code: str, *, today: date, findings: bool = True) -> FormularyView:
    """The formulary of an institution; BaowenError for one that the actor does not see."""
    own = seen_institution(actor, code)
    lead = own.alliance if own.alliance != code else ""
    ruling_lead = Edition.objects.filter(owner=lead, for_alliance=True, state=EditionState.IN_FORCE.value).first()
    kept_by = lead if lead and ruling_lead is not None else code
    rows = list(Edition.objects.filter(owner=code).order_by("-number"))
    now = ruling_lead if kept_by == lead and lead else _of(rows, EditionState.IN_FORCE)
    draft = _of(rows, EditionState.DRAFT)
    found = _findings(home, own, now, today) if findings and now is not None else ()
    return FormularyView(
        code=code, name=own.name, region=own.region, lead=lead, kept_by_lead=kept_by != code,
        now=None if now is None else _view(now), draft=None if draft is None else _view(draft),
        editions=tuple(_view(row, lines=False) for row in rows), findings=found,
    )  # fmt: skip


def formularies(actor: Actor, *, region: str, today: date) -> list[FormularySum]:
    """The formularies in force of a place, those overdue first."""
    regions = load_regions()
    require(actor, Act.HOSPITAL_READ, region, regions=regions)
    rows = list(Edition.objects.filter(state=EditionState.IN_FORCE.value).prefetch_related("lines"))
    owners = organisations_numbered({row.owner for row in rows})
    inside = None if region == NATION_CODE else set(codes_within(region))
    found = []
    for row in rows:
        owner = owners.get(row.owner)
        if owner is None or row.from_on is None or (inside is not None and owner.region not in inside):
            continue
        items = [_item(line) for line in row.lines.all()]
        late = overdue(row.from_on, today, _cycle(owner.region, today) if row.for_alliance else None)
        found.append(FormularySum(
            code=row.owner, name=owner.name, region=owner.region, number=row.number, for_alliance=row.for_alliance,
            from_on=row.from_on, drugs=len({item.generic_name for item in items}), share=essential_share(items),
            overdue_days=None if late is None else int(late.number),
        ))  # fmt: skip
    return sorted(found, key=lambda one: (-(one.overdue_days or 0), one.region, one.code))


def seen_institution(actor: Actor, code: str) -> OrganisationView:
    """An institution that somebody may see: departments of the place, itself, and whoever shares its alliance."""
    found = organisation(code)
    regions = load_regions()
    if found is not None:
        if decide(actor, Act.HOSPITAL_READ, found.region, regions=regions).allowed:
            return found
        own = organisation(actor.organisation)
        lead = (own.alliance or own.code) if own is not None else ""
        if (code == actor.organisation or lead in (found.alliance, found.code)) and decide(
            actor, Act.FORMULARY_KEEP, actor.region, regions=regions, organisation=actor.organisation
        ).allowed:
            return found
    raise BaowenError(f"没有可阅看的机构 {code}", f"there is no institution {code} that you may see")


def _of(rows: list[Edition], state: EditionState) -> Edition | None:
    return next((row for row in rows if row.state == state.value), None)


def _view(row: Edition, *, lines: bool = True) -> EditionView:
    items = tuple(_item(line) for line in row.lines.all()) if lines else ()
    return EditionView(
        owner=row.owner, number=row.number, state=EditionState(row.state), for_alliance=row.for_alliance,
        from_on=row.from_on, until_on=row.until_on, words=row.words, items=items,
        share=essential_share(items) if lines else None,
    )  # fmt: skip


def _item(line: Line) -> Item:
    return Item(
        generic_name=line.generic_name, dosage_form=line.dosage_form, spec=line.spec, part=Part(line.part),
        exemption=Exemption(line.exemption), product_code=line.product_code, reason=line.reason,
    )  # fmt: skip


def _findings(home: Home, own: OrganisationView, now: Edition, today: date) -> tuple[FormularyFinding, ...]:
    items = [_item(line) for line in now.lines.all()]
    most, in_alliance = _limit(own.region, today), now.for_alliance
    found = too_many(items, most, alliance=in_alliance)
    found += not_essential(items, essential_names(home, today))
    before = Edition.objects.filter(owner=now.owner, number__lt=now.number).exclude(from_on=None).last()
    if before is not None and now.from_on is not None:
        records = [
            Recorded(generic_name=name, decision=Decision(decision), held_on=held_on)
            for name, decision, held_on in Selection.objects.filter(owner=now.owner).values_list(
                "generic_name", "decision", "held_on"
            )
        ]
        found += without_record(items, [_item(line) for line in before.lines.all()], records, from_on=now.from_on)
    if now.for_alliance and now.from_on is not None:
        late = overdue(now.from_on, today, _cycle(own.region, today))
        found += [] if late is None else [late]
    return (*found, *_outside(bought_names(home, own.code), {item.generic_name for item in items}))


def _outside(bought: Mapping[str, float], names: set[str]) -> list[FormularyFinding]:
    rows = sorted(((yuan, name) for name, yuan in bought.items() if name not in names), reverse=True)
    return [FormularyFinding(kind=FindingKind.OUTSIDE, drug=name, number=yuan, clause="") for yuan, name in rows]


def _limit(region: str, on: date) -> Limit:
    found = load_packs().ruling(region, on).entry("hospital.formulary.products_most")
    return Limit(number=found.whole(), clause=found.clause)


def _cycle(region: str, on: date) -> Limit | None:
    found = load_packs().ruling(region, on).get("hospital.alliance.catalogue_years_most")
    return None if found is None else Limit(number=float(found.number()), clause=found.clause)
