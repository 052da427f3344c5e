"""The sums of facts.cycle_sums from sorted columns in memory, where the lake is this machine's: one pass over months.

A pair of product and hospital is one place in a dense array, and a month is added up into it: no join, no hashing, no
grid of months. Requirements: VBP-5, VBP-6. Decision: docs/adr/0029.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from baowen.core.period import Month
from baowen.lake.cubes.local.columns import SCALE, scaled
from baowen.lake.store import Lake
from baowen.monitor.indicators.tables import index_of
from baowen.vbp.progress.marks import Mark

Array = npt.NDArray[Any]
_CUBE: Final = "cube_orders"
_KINDS: Final = ("ordered", "received", "delivered")
_PARTS: Final = (
    "own", "selected", "same", "substitutes", "own_units", "selected_units", "same_units", "substitutes_units",
    "same_yuan", "substitute_yuan",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Given:
    """`contracts`: facts.contracts, `marks`: facts.marked_products, `packs`: facts.pack_contents, `members`: member and
    lead, all as frames."""

    contracts: pl.DataFrame
    marks: pl.DataFrame
    packs: pl.DataFrame
    members: pl.DataFrame


def sums_by_columns(lake: Lake, given: Given, as_of: date, *, numerator: str, recent_months: int = 0) -> pl.DataFrame:
    """A row a contract that has begun by `as_of`, in the columns of facts.cycle_sums."""
    contracts = given.contracts.filter(pl.col("starts_on") <= as_of).with_columns(
        pl.col("first_at", "last_at").cast(pl.Int64)
    )
    if contracts.is_empty():
        return _assembled(contracts, {}, {}, numerator)
    grid = _Grid(contracts, given)
    own = _Own(contracts, grid.place_of(contracts), numerator, index_of(Month.of(as_of)), recent_months)
    lots = _Lots(grid, contracts)
    last = min(index_of(Month.of(as_of)), int(contracts["last_at"].max()))  # type: ignore[arg-type]
    for at in range(int(contracts["first_at"].min()), last + 1):  # type: ignore[arg-type]
        month = grid.month(lake, at)
        if month is not None:
            own.add(at, month)
            lots.add(at, month[numerator], month["yuan"])
    return _assembled(contracts, own.sums(), lots.sums(), numerator)


class _Grid:
    """Dense places: a row a product that counts for some lot, a column a hospital, and one an alliance as a whole."""

    def __init__(self, contracts: pl.DataFrame, given: Given) -> None:
        self.contracts = contracts
        self.packs = given.packs
        self.marks = given.marks.join(contracts.select("round_code", "lot").unique(), on=["round_code", "lot"])
        self.products = np.unique(np.concatenate([contracts["product"].to_numpy(), self.marks["product"].to_numpy()]))
        leads = contracts.filter("is_alliance")["owner"].unique().sort().to_numpy()
        members = given.members.filter(pl.col("lead").is_in(leads.tolist()))
        self.hospitals = np.unique(np.concatenate([contracts["owner"].to_numpy(), members["member"].to_numpy()]))
        self._row, self._column = _positions(self.products), _positions(self.hospitals)
        self.width = len(self.hospitals) + len(leads)
        self._alliance = {int(lead): len(self.hospitals) + number for number, lead in enumerate(leads)}
        self._whole = {lead: [self._column[lead]] for lead in self._alliance}
        for member, lead in members.select("member", "lead").iter_rows():
            self._whole[lead].append(self._column[member])

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.products), self.width

    def column_of(self, owners: Array, is_alliance: Array) -> Array:
        """The column of each owner, of an alliance's contract the one in which all members are added up."""
        found = self._column[owners].astype(np.int64)
        if self._alliance:
            whole = np.full(len(self._column), -1, np.int64)
            for lead, column in self._alliance.items():
                whole[lead] = column
            found = np.where(is_alliance, whole[owners], found)
        return found

    def place_of(self, contracts: pl.DataFrame) -> Array:
        """The dense place of each contract's own product and owner."""
        columns = self.column_of(contracts["owner"].to_numpy(), contracts["is_alliance"].to_numpy())
        return self._row[contracts["product"].to_numpy()].astype(np.int64) * self.width + columns

    def row_of(self, products: Array) -> Array:
        """The row of each product."""
        return self._row[products]

    def month(self, lake: Lake, at: int) -> dict[str, Array] | None:
        """Packs and yuan of a month by place; None where the lake has no such month."""
        name = str(Month(at // 12, at % 12 + 1))
        lazy = lake.scan(_CUBE, months=[name])
        if lazy is None:
            return None
        wanted = ["product", "hospital", *(f"{kind}_quantity" for kind in _KINDS), "ordered_amount"]
        frame = lazy.select(wanted).collect()
        rows, columns = _looked_up(self._row, frame["product"]), _looked_up(self._column, frame["hospital"])
        place = rows.astype(np.int64) * self.width + columns
        kept = (rows >= 0) & (columns >= 0)
        every = bool(kept.all())
        place = place if every else place[kept]
        size = len(self.products) * self.width
        found = {}
        for name, column in zip((*_KINDS, "yuan"), wanted[2:], strict=True):
            values = scaled(frame[column])
            found[name] = self._with_alliances(np.bincount(place, values if every else values[kept], size) / SCALE)
        return found

    def _with_alliances(self, dense: Array) -> Array:
        if self._alliance:
            table = dense.reshape(self.shape)
            for lead, column in self._alliance.items():
                table[:, column] = table[:, self._whole[lead]].sum(axis=1)
        return dense


@dataclass
class _Own:
    """What was bought of each contract's own product, month after month."""

    contracts: pl.DataFrame
    place: Array
    numerator: str
    now: int
    recent_months: int
    found: dict[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        count = len(self.place)
        names = (*_KINDS, "counted", "squares", "peak", "latest", "recent")
        self.found = {name: np.zeros(count) for name in names}
        self.found |= {name: np.full(count, -1, np.int32) for name in ("bought_first_at", "bought_last_at")}
        self.found["months_bought"] = np.zeros(count, np.int64)
        first, last = self.contracts["first_at"].to_numpy(), self.contracts["last_at"].to_numpy()
        pairs = np.unique(first * 100_000 + last)
        window = first * 100_000 + last
        self._windows = [
            (int(pair) // 100_000, int(pair) % 100_000, None if len(pairs) == 1 else np.flatnonzero(window == pair))
            for pair in pairs
        ]

    def add(self, at: int, month: dict[str, Array]) -> None:
        """Add a month to the contracts whose cycle it lies in."""
        for first, last, rows in self._windows:
            if first <= at <= last:
                self._add(at, month, slice(None) if rows is None else rows)

    def _add(self, at: int, month: dict[str, Array], rows: Any) -> None:
        place, found = self.place[rows], self.found
        packs = {kind: month[kind][place] for kind in _KINDS}
        ordered, counted = packs["ordered"], packs[self.numerator]
        for kind in _KINDS:
            found[kind][rows] += packs[kind]
        found["squares"][rows] += counted * counted
        found["peak"][rows] = np.maximum(found["peak"][rows], ordered)
        some = ordered > 0
        found["months_bought"][rows] += some
        first = found["bought_first_at"][rows]
        found["bought_first_at"][rows] = np.where(some & (first < 0), at, first)
        found["bought_last_at"][rows] = np.where(some, at, found["bought_last_at"][rows])
        if at == self.now:
            found["latest"][rows] += ordered
        if at > self.now - self.recent_months:
            found["recent"][rows] += counted
        found["counted"] = found[self.numerator]

    def sums(self) -> dict[str, Any]:
        """By name; a month is null where nothing was ever ordered."""
        self.found["counted"] = self.found[self.numerator]
        months = {name: pl.Series(self.found[name]).replace(-1, None) for name in ("bought_first_at", "bought_last_at")}
        return self.found | months


class _Lots:
    """What was bought of whole lots. Purchases are added up by window of months; marks are applied at the end."""

    def __init__(self, grid: _Grid, contracts: pl.DataFrame) -> None:
        self._grid = grid
        keys = ["round_code", "lot", "starts_on"]
        kinds = contracts.select(*keys).unique().sort(keys).with_row_index("kind")
        kind = contracts.select(*keys).join(kinds, on=keys, how="left", maintain_order="left")["kind"].to_numpy()
        owner = contracts["owner"].to_numpy().astype(np.int64)
        _, chosen, cycle = np.unique(kind.astype(np.int64) * (owner.max() + 1) + owner, return_index=True,
                                     return_inverse=True)  # fmt: skip
        self._cycle, self._kinds = cycle, kinds
        self._kind, self._owner = kind[chosen], owner[chosen]
        self._first = _least(contracts["first_at"].to_numpy(), cycle, len(chosen), np.minimum)
        self._last = _least(contracts["last_at"].to_numpy(), cycle, len(chosen), np.maximum)
        is_alliance = np.zeros(len(chosen), bool)
        is_alliance[cycle[contracts["is_alliance"].to_numpy()]] = True
        self._column = grid.column_of(self._owner, is_alliance)
        self._window = self._first * 100_000 + self._last
        self._totals: dict[int, tuple[Array, Array]] = {}
        for window in np.unique(self._window):
            size = len(grid.products) * grid.width
            self._totals[int(window)] = (np.zeros(size), np.zeros(size))

    def add(self, at: int, counted: Array, yuan: Array) -> None:
        """Add a month to every window that it lies in."""
        for window, (packs, amount) in self._totals.items():
            if window // 100_000 <= at <= window % 100_000:
                np.add(packs, counted, out=packs)
                np.add(amount, yuan, out=amount)

    def sums(self) -> dict[str, Array]:
        """By name and contract: contracts of one lot and owner share them."""
        found = {name: np.zeros(len(self._kind)) for name in _PARTS}
        products = self._products()
        windows = np.unique(self._window)
        key = self._kind.astype(np.int64) * len(windows) + np.searchsorted(windows, self._window)
        order = np.argsort(key, kind="stable")
        ends = np.flatnonzero(np.diff(key[order])) + 1
        for rows in np.split(order, ends):
            self._sum_up(rows, products.get(int(self._kind[rows[0]]), []), found)
        bought, contracts = self._own_packs(), self._grid.contracts
        for name, weight in (("own", "content"), ("own_units", "units")):
            found[name] = np.bincount(self._cycle, bought * contracts[weight].to_numpy(), len(self._kind))
        return {name: values[self._cycle] for name, values in found.items()}

    def _own_packs(self) -> Array:
        """What was bought of each contract's product in its lot's cycle: by all members where one is theirs."""
        rows = self._grid.row_of(self._grid.contracts["product"].to_numpy()).astype(np.int64)
        place = rows * self._grid.width + self._column[self._cycle]
        window, found = self._window[self._cycle], np.zeros(len(rows))
        for one, (packs, _) in self._totals.items():
            own = window == one
            found[own] = packs[place[own]]
        return found

    def _products(self) -> dict[int, list[tuple[int, str, float, float]]]:
        """By kind of cycle: row, mark, content and units of each product of its lot."""
        joined = self._grid.marks.join(self._kinds, on=["round_code", "lot"]).join(self._grid.packs, on="product")
        found: dict[int, list[tuple[int, str, float, float]]] = {}
        for kind, product, mark, content, units in joined.select(
            "kind", "product", "mark", "content", "units"
        ).iter_rows():  # fmt: skip
            row = int(self._grid.row_of(np.array([product]))[0])
            found.setdefault(kind, []).append((row, mark, content, units))
        return found

    def _sum_up(
        self, rows: Array, products: list[tuple[int, str, float, float]], found: dict[str, Array]
    ) -> None:  # fmt: skip
        packs, amount = self._totals[int(self._window[rows[0]])]
        columns = self._column[rows]
        for row, mark, content, units in products:
            places = row * self._grid.width + columns
            bought = packs[places]
            part = "substitutes" if mark == Mark.SUBSTITUTE.value else mark
            found[part][rows] += bought * content
            found[f"{part}_units"][rows] += bought * units
            if mark != Mark.SELECTED.value:
                found[f"{mark}_yuan"][rows] += amount[places]


def _assembled(
    contracts: pl.DataFrame, own: dict[str, Any], lots: dict[str, Any], numerator: str
) -> pl.DataFrame:  # fmt: skip
    if not own:
        kinds: dict[str, Any] = dict.fromkeys((*_KINDS, "counted", "squares", "peak", "latest", "recent", *_PARTS), 0.0)
        whole = dict.fromkeys(("bought_first_at", "bought_last_at", "months_bought"), 0)
        own = {name: pl.lit(value) for name, value in (kinds | whole).items()}
    found = contracts.with_columns(**own, **lots, numerator=pl.lit(numerator))
    return found.with_columns(whole=pl.col("selected") + pl.col("same"))


def _positions(keys: Array) -> Array:
    """For each key its position, -1 for a key that is not there."""
    found = np.full(int(keys.max()) + 2, -1, np.int32)
    found[keys] = np.arange(len(keys), dtype=np.int32)
    return found


def _looked_up(positions: Array, keys: pl.Series) -> Array:
    """Positions of a column's keys; null and what lies beyond the last known key have none."""
    values = keys.fill_null(-1).to_numpy()
    if len(values) and (int(values.max()) >= len(positions) or int(values.min()) < 0):
        values = np.where((values < 0) | (values >= len(positions)), len(positions) - 1, values)
    return positions[values]


def _least(values: Array, groups: Array, count: int, better: Any) -> Array:
    """The least or greatest value of each group, as `better` says."""
    found = np.full(count, -1, np.int64)
    found[groups] = values
    better.at(found, groups, values)
    return found
