"""Which items a plan is asked for: drugs by hand, of a case or a what-if, or all of the lists in force. RSV-3."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import polars as pl

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.lake.facts.items import items as items_of
from baowen.lake.store import Lake
from baowen.lists.queries import lines_on
from baowen.orgs.permissions import Actor
from baowen.reserve.lines.queries.scenarios import scenario
from baowen.respond.queries.cases import case_page
from baowen.respond.queries.measures import measure_of
from baowen.respond.rulebook import Rulebook

MOST_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What names the items: product codes or drug names, a case or a measure of one, a what-if, or all of the lists."""

    drugs: tuple[str, ...] = ()
    case: str = ""
    measure: int | None = None
    scenario: str = ""
    listed: bool = False


def items_chosen(
    home: Home, choice: Choice, actor: Actor, *, region: str, day: date, book: Rulebook
) -> tuple[str, ...]:  # fmt: skip
    """Keys of lake.facts.items, without repeats. BaowenError for a name that fits nothing, and for no item at all."""
    rows = items_of(Lake(home.lake))
    found: list[str] = []
    unknown: list[str] = []
    for name in choice.drugs:
        fits = _called(rows, {name})
        found += fits
        if not fits:
            unknown.append(name)
    if unknown:
        raise BaowenError(
            f"药品目录中没有：{'、'.join(unknown[:MOST_TOLD])}；请填产品代码或药品通用名",
            f"not in the catalogue: {', '.join(unknown[:MOST_TOLD])}; give product codes or generic names",
        )
    if choice.scenario:
        found.append(scenario(choice.scenario, actor).item)
    named = _of_case(choice, actor, book)
    if choice.listed:
        named |= {line.name for _, line in lines_on(region, day)}
    found += _called(rows, named)
    if not found:
        raise BaowenError(
            "没有选到药品：请填药品、案件、断供推演，或选择清单内全部药品",
            "no drug is chosen: name drugs, a case or a what-if, or choose all drugs of the lists",
        )
    return tuple(dict.fromkeys(found))


def _of_case(choice: Choice, actor: Actor, book: Rulebook) -> set[str]:
    names: set[str] = set()
    if choice.case:
        line = case_page(choice.case, actor, book=book, with_beside=False).line
        names |= {line.subject, line.subject_name}
    if choice.measure is not None:
        found = measure_of(choice.measure, actor, book=book)
        names |= {found.subject, found.subject_name}
    return names


def _called(rows: pl.DataFrame, names: Collection[str]) -> list[str]:
    """Items of a product code, a drug's key or its name."""
    columns = ("product_code", "drug_key", "drug_name", "item")
    fits = pl.any_horizontal(pl.col(one).is_in(list(names)) for one in columns)
    return rows.filter(fits.fill_null(False))["item"].unique(maintain_order=True).to_list()
