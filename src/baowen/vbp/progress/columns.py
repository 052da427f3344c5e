"""The sums of facts.cycle_sums from sorted columns in memory, where the lake is this machine's: one pass over months.

A pair of product and hospital is one place in a dense array, and a month is added up into it: no join, no hashing, no
grid of months. Requirements: VBP-5, VBP-6. Decision: docs/adr/0029.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
_WINDOW: Final = 100_000  # a window of months as one number: first * _WINDOW + last
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
    # Places rise with the rows: looking them up month after month then runs through memory in order.
    contracts = contracts.sort("product", "owner")
    grid = _Grid(contracts, given)
    own = _Own(contracts, grid.place_of(contracts), numerator, index_of(Month.of(as_of)), recent_months)
    lots = _Lots(grid, contracts)
    last = min(index_of(Month.of(as_of)), int(contracts["last_at"].max()))  # type: ignore[arg-type]
    for at, frame in _months(lake, grid, range(int(contracts["first_at"].min()), last + 1)):  # type: ignore[arg-type]
        month = grid.dense(frame)
        own.add(at, month)
        lots.add(at, month[numerator], month.get("yuan"))
    return _assembled(contracts, own.sums(), lots.sums(), numerator)


def _months(lake: Lake, grid: _Grid, months: range) -> Iterator[tuple[int, pl.DataFrame]]:
    """The cube's rows of each month that the lake has; the next one is read while the last is added up."""
    known = set(lake.months(_CUBE))
    wanted = [at for at in months if _name(at) in known]

    def read(at: int) -> pl.DataFrame:
        lazy = lake.scan(_CUBE, months=[_name(at)])
        assert lazy is not None  # its month is known
        return lazy.select(grid.wanted).collect()

    with ThreadPoolExecutor(1) as reader:
        waiting = [reader.submit(read, at) for at in wanted[:1]]
        for number, at in enumerate(wanted):
            frame = waiting.pop().result()
            waiting = [reader.submit(read, after) for after in wanted[number + 1 : number + 2]]
            yield at, frame


def _name(at: int) -> str:
    return str(Month(at // 12, at % 12 + 1))


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
        return self.row_of(contracts["product"].to_numpy()).astype(np.int64) * self.width + columns

    def row_of(self, products: Array) -> Array:
        """The row of each product."""
        found: Array = self._row[products]
        return found

    @property
    def wanted(self) -> list[str]:
        """The columns of the cube; yuan only where something could be bought beside the selected products."""
        beside = bool((self.marks["mark"] != Mark.SELECTED.value).any())
        packs = [f"{kind}_quantity" for kind in _KINDS]
        return ["product", "hospital", *packs, *(["ordered_amount"] if beside else [])]

    def dense(self, frame: pl.DataFrame) -> dict[str, Array]:
        """Ten-thousandths of packs and of yuan of a month by place."""
        rows, columns = _looked_up(self._row, frame["product"]), _looked_up(self._column, frame["hospital"])
        place = rows.astype(np.int64) * self.width + columns
        kept = (rows >= 0) & (columns >= 0)
        every = bool(kept.all())
        place = place if every else place[kept]
        size = len(self.products) * self.width
        once = _are_unlike(place, size)
        found = {}
        for name, column in zip((*_KINDS, "yuan"), frame.columns[2:], strict=False):
            values = scaled(frame[column])
            values = values if every else values[kept]
            if once:
                dense: Array = np.zeros(size)
                dense[place] = values
            else:
                dense = np.bincount(place, values, size)
            found[name] = self._with_alliances(dense)
        return found

    def _with_alliances(self, dense: Array) -> Array:
        if self._alliance:
            table = dense.reshape(self.shape)
            for lead, column in self._alliance.items():
                table[:, column] = table[:, self._whole[lead]].sum(axis=1)
        return dense


class _Own:
    """What was bought of each contract's own product, month after month; packs are ten-thousandths until `sums`."""

    def __init__(
        self, contracts: pl.DataFrame, place: Array, numerator: str, now: int, recent_months: int
    ) -> None:  # fmt: skip
        self._place, self._numerator, self._now, self._recent_months = place, numerator, now, recent_months
        count = len(place)
        self._found: dict[str, Array] = {
            name: np.zeros(count) for name in (*_KINDS, "squares", "peak", "latest", "recent")
        }
        self._months = {name: np.full(count, -1, np.int32) for name in ("bought_first_at", "bought_last_at")}
        self._bought = np.zeros(count, np.int16)
        window = contracts["first_at"].to_numpy() * _WINDOW + contracts["last_at"].to_numpy()
        pairs = np.unique(window)
        rows: list[Any] = [slice(None)] if len(pairs) == 1 else [np.flatnonzero(window == pair) for pair in pairs]
        self._windows = [(*divmod(int(pair), _WINDOW), own) for pair, own in zip(pairs, rows, strict=True)]

    def add(self, at: int, month: dict[str, Array]) -> None:
        """Add a month to the contracts whose cycle it lies in."""
        for first, last, rows in self._windows:
            if first <= at <= last:
                self._add(at, month, rows)

    def _add(self, at: int, month: dict[str, Array], rows: Any) -> None:
        """Add a month to some contracts: to all of them in place, else to copies that are put back."""
        place = self._place[rows]
        part = {name: values[rows] for name, values in (self._found | self._months).items()}
        packs = {kind: month[kind][place] for kind in _KINDS}
        ordered, counted = packs["ordered"], packs[self._numerator]
        for kind in _KINDS:
            part[kind] += packs[kind]
        if at == self._now:
            part["latest"] += ordered
        if at > self._now - self._recent_months:
            part["recent"] += counted
        np.maximum(part["peak"], ordered, out=part["peak"])
        some = ordered > 0
        self._bought[rows] += some
        np.copyto(part["bought_last_at"], at, where=some)
        np.copyto(part["bought_first_at"], at, where=some & (part["bought_first_at"] < 0))
        part["squares"] += np.multiply(counted, counted)
        if not isinstance(rows, slice):
            for name, values in part.items():
                (self._found if name in self._found else self._months)[name][rows] = values

    def sums(self) -> dict[str, Any]:
        """By name, in packs; a month is null where nothing was ever ordered."""
        packs = {name: values / SCALE for name, values in self._found.items()}
        packs["squares"] /= SCALE
        months = {name: pl.Series(values).replace(-1, None) for name, values in self._months.items()}
        return packs | months | {"counted": packs[self._numerator], "months_bought": self._bought.astype(np.int64)}


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
        self._window = self._first * _WINDOW + self._last
        self._totals: dict[int, tuple[Array, Array]] = {}
        for window in np.unique(self._window):
            size = len(grid.products) * grid.width
            self._totals[int(window)] = (np.zeros(size), np.zeros(size))

    def add(self, at: int, counted: Array, yuan: Array | None) -> None:
        """Add a month to every window that it lies in."""
        for window, (packs, amount) in self._totals.items():
            if window // _WINDOW <= at <= window % _WINDOW:
                np.add(packs, counted, out=packs)
                if yuan is not None:
                    np.add(amount, yuan, out=amount)

    def sums(self) -> dict[str, Array]:
        """By name and contract: contracts of one lot and owner share them."""
        found: dict[str, Array] = {name: np.zeros(len(self._kind)) for name in _PARTS}
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
            found[own] = packs[place[own]] / SCALE
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
            bought = packs[places] / SCALE
            part = "substitutes" if mark == Mark.SUBSTITUTE.value else mark
            found[part][rows] += bought * content
            found[f"{part}_units"][rows] += bought * units
            if mark != Mark.SELECTED.value:
                found[f"{mark}_yuan"][rows] += amount[places] / SCALE


def _assembled(
    contracts: pl.DataFrame, own: dict[str, Any], lots: dict[str, Any], numerator: str
) -> pl.DataFrame:  # fmt: skip
    if not own:
        kinds: dict[str, Any] = dict.fromkeys((*_KINDS, "counted", "squares", "peak", "latest", "recent", *_PARTS), 0.0)
        whole = dict.fromkeys(("bought_first_at", "bought_last_at", "months_bought"), 0)
        own = {name: pl.lit(value) for name, value in (kinds | whole).items()}
    found = contracts.with_columns(**own, **lots, numerator=pl.lit(numerator))
    return found.with_columns(whole=pl.col("selected") + pl.col("same"))


def _are_unlike(place: Array, size: int) -> bool:
    """Whether no place comes twice: a hospital that buys a product from one distributor a month, as most do."""
    seen = np.zeros(size, np.bool_)
    seen[place] = True
    return int(np.count_nonzero(seen)) == len(place)


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
    found: Array = positions[values]
    return found


def _least(values: Array, groups: Array, count: int, better: Any) -> Array:
    """The least or greatest value of each group, as `better` says."""
    found = np.full(count, -1, np.int64)
    found[groups] = values
    better.at(found, groups, values)
    return found
