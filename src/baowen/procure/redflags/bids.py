"""R028, R030, R035 and R036: bids at one price, late, or disqualified until one was left. Pure; after Cardinal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from baowen.procure.redflags.flags import Flag, Group, Row
from baowen.procure.redflags.parameters import Parameters
from baowen.procure.redflags.process import Bid, Process

ONE = Decimal(1)


def identical_prices(processes: Sequence[Process], given: Parameters) -> list[Flag]:
    """R028: different tenderers bid the same amount; whoever comes together counts as one."""
    found: list[Flag] = []
    named: dict[str, list[Row]] = {}
    for one in processes:
        if is_fixed(one, given):
            continue
        by_amount: dict[tuple[str, Decimal], list[Bid]] = {}
        for bid in one.submitted:
            if bid.amount is not None and bid.tenderers:
                by_amount.setdefault((bid.currency, bid.amount), []).append(bid)
        same = [bids for bids in by_amount.values() if len({frozenset(bid.tenderers) for bid in bids}) > 1]
        if same:
            bids = [bid for every in same for bid in every]
            found.append(_process("R028", one, ONE, rows_of(one, bids)))
            _name(named, one, bids)
    return found + [_tenderer("R028", name, ONE, rows) for name, rows in named.items()]


def late_bid(processes: Sequence[Process], _given: Parameters) -> list[Flag]:
    """R030: a valid bid came after the deadline, and whoever made it was awarded."""
    found: list[Flag] = []
    named: dict[str, list[Row]] = {}
    for one in processes:
        awarded = {supplier for award in one.active for supplier in award.suppliers}
        end = one.ends_at
        late = [
            bid for bid in one.bids
            if bid.status == "valid" and end and bid.made_at and bid.made_at > end and awarded & set(bid.tenderers)
        ]  # fmt: skip
        if late:
            found.append(_process("R030", one, ONE, rows_of(one, late)))
            _name(named, one, late, only=awarded)
    return found + [_tenderer("R030", name, ONE, rows) for name, rows in named.items()]


def others_disqualified(processes: Sequence[Process], given: Parameters) -> list[Flag]:
    """R035: one tenderer is left because all others were disqualified, and it was awarded; value: how many others."""
    found: list[Flag] = []
    named: dict[str, list[Row]] = {}
    for one in processes:
        valid = {name for bid in one.bids if bid.status == "valid" for name in bid.tenderers}
        awarded = {supplier for award in one.active for supplier in award.suppliers}
        out = [bid for bid in one.bids if bid.status == "disqualified"]
        others = {name for bid in out for name in bid.tenderers} - valid
        if one.all_final and len(valid) == 1 and valid == awarded and len(others) >= given.least_disqualified:
            rows = rows_of(one, out)
            found.append(_process("R035", one, Decimal(len(others)), rows))
            named.setdefault(next(iter(valid)), []).extend(rows)
    return found + [_tenderer("R035", name, None, rows) for name, rows in named.items()]


def lowest_disqualified(processes: Sequence[Process], given: Parameters) -> list[Flag]:
    """R036: something was awarded although no bid was lower than one that was disqualified."""
    found = []
    for one in processes:
        bids = [bid for bid in one.submitted if bid.amount is not None and bid.currency == given.currency]
        if not one.active or is_fixed(one, given) or not any(bid.status == "valid" for bid in bids):
            continue
        lowest = min(bid.amount for bid in bids if bid.amount is not None)
        out = [bid for bid in bids if bid.amount == lowest and bid.status == "disqualified"]
        if out:
            found.append(_process("R036", one, ONE, rows_of(one, out)))
    return found


def is_fixed(one: Process, given: Parameters) -> bool:
    """Whether the buyer set the price, so that bids do not compete by it."""
    return one.method_details in given.fixed_price_methods


def rows_of(one: Process, bids: Iterable[Bid]) -> tuple[Row, ...]:
    return tuple(
        Row(one.ocid, f"bids/details/{bid.place}", " ".join(filter(None, (bid.status, *bid.tenderers, _money(bid)))))
        for bid in bids
    )


def _money(bid: Bid) -> str:
    return "" if bid.amount is None else f"{bid.amount} {bid.currency}"


def _name(
    named: dict[str, list[Row]], one: Process, bids: Iterable[Bid], *, only: set[str] | None = None
) -> None:  # fmt: skip
    """Note whose bids these are."""
    for bid in bids:
        for name in bid.tenderers:
            if only is None or name in only:
                named.setdefault(name, []).extend(rows_of(one, [bid]))


def _process(code: str, one: Process, value: Decimal, rows: tuple[Row, ...]) -> Flag:
    return Flag(code=code, group=Group.OCID, identifier=one.ocid, value=value, rows=rows)


def _tenderer(code: str, name: str, value: Decimal | None, rows: Sequence[Row]) -> Flag:
    return Flag(code=code, group=Group.TENDERER, identifier=name, value=value, rows=tuple(rows))
