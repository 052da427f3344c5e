"""The report where what a round published and what the rules say differ, under the pack of its place and day. VBP-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.policy import Packs, Ruling
from baowen.vbp.rounds.entered import NewRound
from baowen.vbp.rounds.rules.cycle import CycleRule
from baowen.vbp.rounds.rules.disagreements import Disagreement, Rules, disagreements_of
from baowen.vbp.rounds.rules.figures import Figures, PlaceFigures, figures_of, place_figures
from baowen.vbp.rounds.rules.surplus import Surplus, surplus_rule

MULTIPLE, CYCLE = "vbp.fuse.multiple", "vbp.cycle.years_by_winners"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A round's figures, its places, what differs, and the rules that were applied."""

    figures: Figures
    places: tuple[PlaceFigures, ...]
    disagreements: tuple[Disagreement, ...]
    rules: Rules
    surplus: Surplus


def check(new: NewRound, *, packs: Packs, on: date) -> Checked:
    """Check a round, kept or only looked at, by the rules on its first day; on `on` where it has none yet."""
    ruling = packs.ruling(new.region, new.starts_on or on)
    rules = rules_of(ruling)
    return Checked(
        figures=figures_of(new.lots), places=place_figures(new.lots), disagreements=disagreements_of(new, rules),
        rules=rules, surplus=surplus_rule(ruling),
    )  # fmt: skip


def rules_of(ruling: Ruling) -> Rules:
    """The rules on prices and cycles of a pack; None where it has none."""
    multiple, years = ruling.get(MULTIPLE), ruling.get(CYCLE)
    cycle = None
    if years is not None:
        cycle = CycleRule(years={int(key): Decimal(value) for key, value in years.table().items()}, clause=years.clause)
    return Rules(
        multiple=multiple.number() if multiple else None,
        multiple_clause=multiple.clause if multiple else "",
        cycle=cycle,
    )
