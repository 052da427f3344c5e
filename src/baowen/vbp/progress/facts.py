"""What was bought under each contract of volume-based procurement: expressions over the lake, for every engine.

`rounds` is a table with the columns of marks.MARKS: which products count for which lot, and as what. Of a round that
it does not hold, the drug of the catalogue is the lot, and a product is selected by its mark in the catalogue or
because a contract of the round names it. Purchases are known by month: the months of a cycle's first and last day
count whole. Requirements: VBP-5, VBP-6, VBP-11.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.monitor.indicators.tables import Tables, index_of, month_index
from baowen.monitor.indicators.vbp_progress import contents_of_packs, members
from baowen.vbp.progress.marks import Mark

CONTRACT: Final = ("round_code", "owner", "product", "starts_on")
CYCLE: Final = ("round_code", "owner", "lot", "starts_on")
NUMERATORS: Final = ("ordered", "received", "delivered")
MEASURES: Final = ("ordered", "received", "delivered", "lines", "yuan", "received_yuan")


def contracts(tables: Tables, rounds: ir.Table) -> ir.Table:
    """One row a contract: CONTRACT, ends_on, region, lot, agreed (packs), is_alliance, first_at and last_at (the
    indices of the first and last month of its cycle), content and units of a pack, drug."""
    given = tables.vbp_contract
    packs = pack_contents(tables)
    given = given.select(
        "round_code", "product", "starts_on", "ends_on", "region", owner="hospital",
        agreed=given.agreed_quantity.cast("float64"), is_alliance=given.is_alliance.fill_null(False),
        first_at=_index(given.starts_on), last_at=_index(given.ends_on),
    )  # fmt: skip
    lots = marked_products(tables, rounds)
    lots = lots.group_by("round_code", "product").aggregate(lot=lots.lot.min())
    found = given.join(lots, ["round_code", "product"])
    return found.join(packs.select("product", "drug", "content", "units"), "product")


def pack_contents(tables: Tables) -> ir.Table:
    """Each product: its drug, `content` of a pack (comparable within the drug), `units` (smallest units of a pack),
    is_selected. A product whose drug is not known is a drug of its own."""
    product = tables.product
    known = contents_of_packs(product).select("product", drug_known="drug", known_content="content")
    joined = product.left_join(known, "product")
    units = joined.units.cast("float64").fill_null(1.0)
    return joined.select(
        "product", units=units, content=joined.known_content.fill_null(units),
        drug=joined.drug_known.fill_null(ibis.literal("product ") + joined["product"].cast("string")),
        is_selected=joined.is_selected.fill_null(False),
    )  # fmt: skip


def marked_products(tables: Tables, rounds: ir.Table) -> ir.Table:
    """round_code, lot, product, mark: the marks of the records, and for all other contracts those of the catalogue."""
    named = tables.vbp_contract.select("round_code", "product").distinct()
    unknown = named.anti_join(rounds.select("round_code", "product"), ["round_code", "product"])
    packs = pack_contents(tables)
    drugs = unknown.join(packs.select("product", "drug"), "product").select("round_code", "drug").distinct()
    of_drug = drugs.join(packs, "drug")
    told = named.mutate(is_named=ibis.literal(True))
    of_drug = of_drug.left_join(told, ["round_code", "product"])
    selected = of_drug.is_selected | of_drug.is_named.fill_null(False)
    others = of_drug.select(
        "round_code", "product", lot=of_drug.drug,
        mark=ibis.ifelse(selected, Mark.SELECTED.value, Mark.SAME.value),
    )  # fmt: skip
    others = others.anti_join(rounds.select("round_code", "product"), ["round_code", "product"])
    return rounds.select("round_code", "lot", "product", "mark").union(
        others.select("round_code", "lot", "product", "mark")
    )


def cycle_purchases(tables: Tables, rounds: ir.Table, as_of: date, *, by_hospital: bool = False) -> ir.Table:
    """What was bought of each lot that an owner has a contract for: a row a CYCLE, product and month `at`.

    ordered, received and delivered are packs; times `content` (comparable within the drug) or `units` (smallest units,
    comparable between drugs) they can be added up. yuan is of what was ordered, received_yuan of what was received.
    `mark`: see Mark; `is_own`: the owner has a contract for this very product. An alliance's contract has the
    purchases of its members too; with `by_hospital` a row is also one `hospital`, the institution that bought.
    """
    contract = contracts(tables, rounds)
    cycles = contract.group_by(*CYCLE).aggregate(
        ends_on=contract.ends_on.max(), region=contract.region.min(), is_alliance=contract.is_alliance.max(),
        first_at=contract.first_at.min(), last_at=contract.last_at.max(),
    )  # fmt: skip
    marked = marked_products(tables, rounds)
    bought = purchases(tables, as_of).join(marked, "product")
    found = bought.join(cycles, ["round_code", "owner", "lot"])
    found = found.filter(
        found["at"] >= found.first_at, found["at"] <= found.last_at, found.is_alliance | ~found.by_member
    )  # fmt: skip
    keys = [*CYCLE, "ends_on", "region", "product", "mark", "at", *(("hospital",) if by_hospital else ())]
    summed = found.group_by(*keys).aggregate(**{name: found[name].sum() for name in MEASURES})
    own = contract.select(*CONTRACT).distinct().mutate(has_contract=ibis.literal(True))
    joined = summed.left_join(own, list(CONTRACT))
    joined = joined.mutate(is_own=joined.has_contract.fill_null(False)).select(*summed.columns, "is_own")
    return joined.join(pack_contents(tables).select("product", "content", "units"), "product")


def purchases(tables: Tables, as_of: date) -> ir.Table:
    """owner, hospital (who bought), product, month `at`, MEASURES, by_member; a member's rows also under its lead."""
    orders = tables.orders.filter(tables.orders.month <= str(Month.of(as_of)))
    bought = orders.group_by("hospital", "product", "month").aggregate(
        **{name: orders[f"{name}_quantity"].cast("float64").sum() for name in NUMERATORS}, lines=orders.lines.sum(),
        yuan=orders.ordered_amount.sum(), received_yuan=orders.received_amount.sum(),
    )  # fmt: skip
    bought = bought.mutate(at=month_index(bought.month))
    own = bought.mutate(owner=bought.hospital, by_member=ibis.literal(False))
    member = members(tables.organisation)
    others = bought.join(member, bought.hospital == member.member)
    others = others.mutate(owner=others.lead, by_member=ibis.literal(True))
    return own.union(others.select(*own.columns))


def cycle_sums(
    tables: Tables, rounds: ir.Table, as_of: date, *, numerator: str, recent_months: int = 0
) -> ir.Table:  # fmt: skip
    """One row a contract whose cycle has begun by `as_of`: what `contracts` has, and

    ordered, received, delivered: packs of its own product in the cycle; counted: the one that `numerator` names
    bought_first_at, bought_last_at, months_bought: months with an order of it, null and 0 where there is none
    peak: the most packs ordered in one month; latest: those of the month of `as_of`
    recent: counted packs of the last `recent_months` months, that of `as_of` included
    squares: the sum of the squares of the months' counted packs (for the spread)
    own, selected, same, substitutes, whole: counted content bought of the lot, all contracts of the lot together (own
    and selected: of selected products); selected_units and so on the same in smallest units; same_yuan,
    substitute_yuan.
    """
    contract = contracts(tables, rounds)
    contract = contract.filter(contract.starts_on <= ibis.literal(as_of))
    bought = _own_purchases(contract, purchases(tables, as_of), as_of, numerator, recent_months)
    lots = _lot_sums(cycle_purchases(tables, rounds, as_of), numerator)
    joined = _left(_left(contract, bought, CONTRACT), lots, CYCLE)
    zero = [name for name in (*bought.columns, *lots.columns) if name not in _NOT_ZERO]
    return joined.mutate(**{name: joined[name].fill_null(0) for name in zero}, numerator=ibis.literal(numerator))


_NOT_ZERO: Final = frozenset((*CONTRACT, *CYCLE, "bought_first_at", "bought_last_at"))


def _own_purchases(
    contract: ir.Table, bought: ir.Table, as_of: date, numerator: str, recent_months: int
) -> ir.Table:  # fmt: skip
    """What was bought of each contract's own product within its cycle."""
    pairs = contract.select(*CONTRACT, "first_at", "last_at", "is_alliance").join(bought, ["owner", "product"])
    pairs = pairs.filter(
        pairs["at"] >= pairs.first_at, pairs["at"] <= pairs.last_at, pairs.is_alliance | ~pairs.by_member
    )  # fmt: skip
    monthly = pairs.group_by(*CONTRACT, "at").aggregate(**{name: pairs[name].sum() for name in NUMERATORS})
    counted, some, latest = monthly[numerator], monthly.ordered > 0, index_of(Month.of(as_of))
    return monthly.group_by(*CONTRACT).aggregate(
        **{name: monthly[name].sum() for name in NUMERATORS}, counted=counted.sum(),
        bought_first_at=monthly["at"].min(where=some), bought_last_at=monthly["at"].max(where=some),
        months_bought=some.cast("int64").sum(), peak=monthly.ordered.max(), squares=(counted * counted).sum(),
        latest=monthly.ordered.sum(where=monthly["at"] == latest),
        recent=counted.sum(where=monthly["at"] > latest - recent_months),
    )  # fmt: skip


def _lot_sums(bought: ir.Table, numerator: str) -> ir.Table:
    """Counted content of each owner's lot by what it was, and in smallest units."""
    parts = {
        "own": bought.is_own, "selected": bought.mark == Mark.SELECTED.value, "same": bought.mark == Mark.SAME.value,
        "substitutes": bought.mark == Mark.SUBSTITUTE.value,
    }  # fmt: skip
    content, units = bought[numerator] * bought.content, bought[numerator] * bought.units
    sums = {name: ibis.ifelse(part, content, 0.0).sum() for name, part in parts.items()}
    sums |= {f"{name}_units": ibis.ifelse(part, units, 0.0).sum() for name, part in parts.items()}
    same, substitute = parts["same"], parts["substitutes"]
    sums["same_yuan"] = bought.yuan.cast("float64").sum(where=same)
    sums["substitute_yuan"] = bought.yuan.cast("float64").sum(where=substitute)
    found = bought.group_by(*CYCLE).aggregate(**sums)
    return found.mutate(whole=found.selected + found.same)


def _left(table: ir.Table, other: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    joined = table.left_join(other, list(keys))
    return joined.select(*table.columns, *[name for name in other.columns if name not in keys])


def _index(day: ir.Value) -> ir.Value:
    return day.year() * 12 + day.month() - 1
