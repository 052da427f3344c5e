"""Shares of essential medicines by institution, place and period, against what the pack asks. HOS-1 (HN-5, NJ-9, HD-4).

Departments see their place and below; a hospital sees itself, and as the lead of an alliance its members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.hospital.shares.kinds import NoTarget, Period
from baowen.hospital.shares.queries.counts import ALLIANCE, Counts, counts, labels, parameters, place_codes
from baowen.hospital.shares.rules import Window, applied, mean, share, why_no_target, windows
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import members_of
from baowen.orgs.regions import load_regions

NONE_YET = BaowenError(
    "还没有采购数据汇总：导入采购订单并运行 baowen cycle 后可以查看",
    "no purchases are added up yet: import orders and run `baowen cycle`",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLine:
    """One institution, or an alliance as a whole (level alliance), in one period. Shares and targets 0 to 1, None where
    there is none; `*_why` says why a share is not judged. Changes against the period before, in shares. `lead`: whose
    alliance counts its varieties as a whole. `mean_varieties`: the mean of grassroots here where it has fewer."""

    code: str
    name: str
    region: str
    level: str
    lead: str
    period: str
    varieties: int
    essential: int
    varieties_share: float | None
    varieties_target: float | None
    varieties_why: NoTarget | None
    varieties_change: float | None
    amount: Decimal
    essential_amount: Decimal
    amount_share: float | None
    amount_target: float | None
    amount_why: NoTarget | None
    amount_change: float | None
    mean_varieties: float | None

    @property
    def gap(self) -> float | None:
        """How far the worse of both shares lies from its target; None where none is judged."""
        gaps = [
            one - target for one, target in (
                (self.varieties_share, self.varieties_target), (self.amount_share, self.amount_target)
            ) if one is not None and target is not None
        ]  # fmt: skip
        return min(gaps) if gaps else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """The institutions of a class in a place: the means of their shares, the share of all their spending, and how many
    are below a target of how many that are judged."""

    region: str
    level: str
    institutions: int
    judged: int
    below: int
    varieties_share: float | None
    amount_share: float | None
    whole_amount_share: float | None


def periods(home: Home, kind: Period) -> list[str]:
    """The periods that can be asked for, the newest first; none before the first cycle."""
    found = counts(home)
    return [] if found is None else labels(found.last, kind)


def share_lines(home: Home, actor: Actor, *, kind: Period, period: str = "", region: str = "") -> list[ShareLine]:
    """The institutions of a place in a period ("" for the newest), those farthest below their targets first."""
    found, window = _asked(home, kind, period)
    rows = found.rows.filter(scope(actor, region))
    lines = list(_lines(found, rows, kind, window))
    return sorted(lines, key=lambda one: (one.gap is None, one.gap or 0.0, one.region, one.code))


def own_shares(home: Home, actor: Actor, code: str, kind: Period) -> list[ShareLine]:
    """One institution in every period of a kind, the newest first, its alliance as a whole after it in each."""
    found = counts(home)
    if found is None:
        raise NONE_YET
    _require_seen(actor, found, code)
    asked = [one for one in reversed(windows(found.last)) if one.kind is kind]
    rows = found.rows.filter(pl.col("code") == code)
    return [line for window in asked for line in _lines(found, rows, kind, window)]


def place_lines(lines: Iterable[ShareLine], *, above: str) -> list[PlaceLine]:
    """The lines of a place by the places right below it and by class."""
    regions = load_regions()
    below = {one.code for one in regions.children(above)} or {above}
    groups: dict[tuple[str, str], list[ShareLine]] = {}
    for line in lines:
        chain = (line.region, *(one.code for one in regions.ancestors(line.region))) if line.region else ()
        place = next((code for code in chain if code in below), above)
        groups.setdefault((place, line.level), []).append(line)
    order = ["third", "second", "grassroots", "specialist", "", ALLIANCE]
    return [_place(key, groups[key]) for key in sorted(groups, key=lambda key: (key[0], order.index(key[1])))]


def _place(key: tuple[str, str], lines: list[ShareLine]) -> PlaceLine:
    gaps = [one.gap for one in lines if one.gap is not None]
    whole = sum((one.amount for one in lines), Decimal(0))
    return PlaceLine(
        region=key[0], level=key[1], institutions=len(lines), judged=len(gaps), below=sum(gap < 0 for gap in gaps),
        varieties_share=mean(one.varieties_share for one in lines),
        amount_share=mean(one.amount_share for one in lines),
        whole_amount_share=share(sum((one.essential_amount for one in lines), Decimal(0)), whole),
    )  # fmt: skip


def require_of(home: Home, actor: Actor, code: str) -> None:
    """Refuse who may not see an institution: NotAllowedError, BaowenError where nothing of it is known."""
    found = counts(home)
    if found is None:
        raise NONE_YET
    _require_seen(actor, found, code)


def _require_seen(actor: Actor, found: Counts, code: str) -> None:
    rows = found.rows.filter(pl.col("code") == code)
    unknown = BaowenError(f"没有可阅看的机构 {code}，或没有它的采购", f"nothing of {code} that you may see")
    if code != actor.organisation and not rows.height:
        raise unknown
    place = place_codes().get(rows["region"][0] or 0, "") if rows.height else actor.region
    if decide(actor, Act.HOSPITAL_READ, place or actor.region, regions=load_regions()).allowed:
        return
    if code not in _own_codes(actor):
        raise unknown


def _own_codes(actor: Actor) -> list[str]:
    require(actor, Act.FORMULARY_KEEP, actor.region, regions=load_regions(), organisation=actor.organisation)
    return [actor.organisation, *(one.code for one in members_of(actor.organisation))]


def scope(actor: Actor, region: str) -> pl.Expr:
    """Which rows with the columns code and region somebody may see, within a place ("" for the own)."""
    regions = load_regions()
    if not decide(actor, Act.HOSPITAL_READ, actor.region, regions=regions).allowed:
        return pl.col("code").is_in(_own_codes(actor))
    place = regions.require(region or actor.region)
    require(actor, Act.HOSPITAL_READ, place.code, regions=regions)
    if place.parent is None:
        return pl.lit(True)
    return pl.col("region").is_in([regions.require(code).key for code in regions.codes_within(place.code)])


def _asked(home: Home, kind: Period, period: str) -> tuple[Counts, Window]:
    found = counts(home)
    if found is None:
        raise NONE_YET
    asked = [one for one in reversed(windows(found.last)) if one.kind is kind]
    for one in asked:
        if one.label == (period or asked[0].label):
            return found, one
    raise BaowenError(f"没有期间 {period}；可选 {asked[-1].label} 至 {asked[0].label}", f"there is no period {period}")


def _before(window: Window, asked: list[Window]) -> Window | None:
    of_kind = [one for one in asked if one.kind is window.kind]
    at = of_kind.index(window)
    return of_kind[at - 1] if at else None


def _lines(found: Counts, rows: pl.DataFrame, kind: Period, window: Window) -> Iterable[ShareLine]:
    before = _before(window, list(windows(found.last)))
    now = rows.filter(pl.col("label") == window.label)
    then = {} if before is None else {
        (row["code"], row["level"] == ALLIANCE): row
        for row in rows.filter(pl.col("label") == before.label).iter_rows(named=True)
    }  # fmt: skip
    means = _grassroots_means(found, window.label)
    for row in now.iter_rows(named=True):
        yield _line(row, then.get((row["code"], row["level"] == ALLIANCE)), found, window, means)


def _grassroots_means(found: Counts, label: str) -> dict[str, float]:
    """By province the mean number of varieties of the grassroots institutions that bought in the period."""
    rows = found.rows.filter((pl.col("label") == label) & (pl.col("level") == "grassroots"))
    held: dict[str, list[int]] = {}
    for key, varieties in rows.select("region", "varieties").iter_rows():
        held.setdefault(_province(place_codes().get(key or 0, "")), []).append(varieties)
    return {place: sum(numbers) / len(numbers) for place, numbers in held.items()}


def _province(code: str) -> str:
    chain = [code, *(one.code for one in load_regions().ancestors(code))] if code else []
    return chain[-2] if len(chain) > 1 else code


def _line(
    row: Mapping[str, Any], then: Mapping[str, Any] | None, found: Counts, window: Window, means: Mapping[str, float]
) -> ShareLine:
    region, level = place_codes().get(row["region"] or 0, ""), row["level"]
    lead = "" if level == ALLIANCE else found.leads.get(row["code"], "")
    target = parameters(region, window.last).target if region else _no_target
    numbers = share(row["essential"], row["varieties"])
    money = share(row["essential_amount"], row["amount"])
    known = level in ("grassroots", "second", "third")
    wanted = {one: target(one, level, window.year) if known else None for one in ("varieties", "amount")}
    judged = {
        one: applied(target, level, window.year, measure=one, as_whole=bool(lead)) for one in ("varieties", "amount")
    }
    why = {
        one: why_no_target(level, measure=one, as_whole=bool(lead), target=wanted[one])
        for one in ("varieties", "amount")
    }
    average = means.get(_province(region)) if level == "grassroots" else None
    return ShareLine(
        code=row["code"], name=row["name"] or row["code"], region=region, level=level, lead=lead, period=window.label,
        varieties=row["varieties"], essential=row["essential"], varieties_share=numbers,
        varieties_target=judged["varieties"], varieties_why=why["varieties"],
        varieties_change=_change(numbers, share(then["essential"], then["varieties"]) if then else None),
        amount=_yuan(row["amount"]), essential_amount=_yuan(row["essential_amount"]), amount_share=money,
        amount_target=judged["amount"], amount_why=why["amount"],
        amount_change=_change(money, share(then["essential_amount"], then["amount"]) if then else None),
        mean_varieties=average if average is not None and row["varieties"] < average else None,
    )  # fmt: skip


def _no_target(measure: str, level: str, year: int) -> None:
    return None


def _change(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else now - then


def _yuan(exact: int) -> Decimal:
    """An amount that is kept in ten-thousandths of a yuan, in yuan and fen."""
    return Decimal(exact).scaleb(-4).quantize(Decimal("0.01"))
