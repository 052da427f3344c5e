"""`baowen signals`: which signals there are."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from baowen.commands.output import WIDE, JsonOption, out, print_json
from baowen.commands.session import acting, open_session

if TYPE_CHECKING:
    from baowen.core.home import Home
    from baowen.monitor.queries import SignalRow

SEVERITY_ZH = {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}
STYLE = {"red": "bold red", "orange": "dark_orange", "yellow": "yellow", "blue": "blue"}
BASIS_ZH = {
    "sourced": "有出处",
    "code": "见于公开代码，非法规",
    "inferred": "推断",
    "unverified": "未核实",
    "illustrative": "示例值，非法规",
}
STATE_ZH = {"in_force": "持续", "ended": "已消失", "merged": "已并入上级预警", "withdrawn": "已撤回"}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("signals")(signals)


def signals(
    ctx: typer.Context,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="只用当日已知的情况。As known on that day.")
    ] = None,
    severity: Annotated[
        str | None, typer.Option(help="只看此级别及以上：blue、yellow、orange、red。This severity and above.")
    ] = None,
    indicator: Annotated[str | None, typer.Option(help="只看一个指标。Only one indicator.")] = None,
    region: Annotated[
        str | None, typer.Option(help="只看涉及此地区（代码）的。Only those that concern a place.")
    ] = None,
    in_force: Annotated[bool, typer.Option("--in-force", help="只看持续中的。Only those in force.")] = False,
    silenced: Annotated[
        bool, typer.Option("--silenced", help="连同由已知原因引起、不单独预警的。With consequences of a known cause.")
    ] = False,
    repeated: Annotated[
        bool, typer.Option("--repeated", help="只看多次预警的对象。Only subjects that were warned of repeatedly.")
    ] = False,
    limit: Annotated[int, typer.Option(help="终端上显示的条数。How many to show on a terminal.")] = 30,
    csv: Annotated[Path | None, typer.Option(help="另存为 CSV（UTF-8 带 BOM）。Save as CSV.")] = None,
    as_json: JsonOption = False,
) -> None:
    """列出预警，严重的在前。List signals, the gravest first."""
    home = open_session(ctx)
    from baowen.monitor.indicators.registry import INDICATORS

    if severity is not None and severity not in SEVERITY_ZH:
        raise typer.BadParameter(f"级别应为 {'、'.join(SEVERITY_ZH)} (severity: one of these)")
    if indicator is not None and indicator not in INDICATORS:
        raise typer.BadParameter(f"没有指标 {indicator}；现有 {'、'.join(INDICATORS)} (no such indicator)")
    asked = _Asked(severity=severity, indicator=indicator, places=_within(home, region), silenced=silenced)
    every = _seen(home, _found(home, as_of.date() if as_of else None, include_ended=not in_force))
    if repeated:
        every = _repeated(home, every)
    found = [one for one in every if asked.wants(one)]
    documents = _documents(home, found)
    if csv is not None:
        _save(documents, csv)
    if as_json:
        print_json(documents)
    else:
        _tell(found, limit=limit)
        hidden = 0 if silenced else sum(1 for one in every if one.silenced_by)
        if hidden:
            out.print(f"另有 {hidden:,} 条由已知原因引起，未单独预警：--silenced 显示。{hidden:,} are consequences.")


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Which signals somebody wants to see; `places` None is everywhere."""

    severity: str | None
    indicator: str | None
    places: set[str] | None
    silenced: bool

    def wants(self, row: SignalRow) -> bool:
        order = list(SEVERITY_ZH)
        grave = self.severity is None or order.index(row.severity) <= order.index(self.severity)
        here = self.places is None or not self.places.isdisjoint((row.region_code, *row.places))
        named = self.indicator is None or row.indicator == self.indicator
        return grave and here and named and (self.silenced or not row.silenced_by)


def _seen(home: Home, every: list[SignalRow]) -> list[SignalRow]:
    """Those that the caller sees: all for whoever has the machine itself. ORG-4."""
    from baowen.monitor.queries import concerns
    from baowen.monitor.seeing import places_seen

    who = acting(home)
    places = places_seen(who) if who.organisation else None
    return [one for one in every if concerns(places, one.region_code, one.places)]


def _within(home: Home, region: str | None) -> set[str] | None:
    """The codes of a place and of all places in it; a usage error for an unknown code."""
    if region is None:
        return None
    from baowen.collect.places import place_table
    from baowen.lake.store import Lake
    from baowen.monitor.kinship import codes_within

    found = codes_within(place_table(Lake(home.lake)), region)
    if not found:
        raise typer.BadParameter(f"没有地区 {region} (no such place)")
    return found


def _found(home: Home, on: date | None, *, include_ended: bool) -> list[SignalRow]:
    from baowen.collect.places import place_table
    from baowen.core.policy import load_packs
    from baowen.lake.store import Lake
    from baowen.monitor.queries import signals_as_of, signals_now
    from baowen.monitor.unfold import repeat_months

    months = repeat_months(home)
    if on is None:
        return signals_now(include_ended=include_ended, repeat_months=months)
    quiet_months = load_packs().ruling(home.region, on).entry("monitor.signal.quiet_months").whole()
    codes = dict(place_table(Lake(home.lake)).select("region", "code").iter_rows())
    return signals_as_of(on, quiet_months=quiet_months, include_ended=include_ended, repeat_months=months, codes=codes)


def _repeated(home: Home, found: list[SignalRow]) -> list[SignalRow]:
    """The signals of subjects that were warned of at least as often as the pack says, most often first."""
    from baowen.core.policy import load_packs
    from baowen.monitor.queries import last_day

    ruling = load_packs().ruling(home.region, last_day() or date.max)
    least = ruling.entry("monitor.signal.repeat_least").whole()
    often = [one for one in found if (one.repeats or 0) >= least]
    return sorted(often, key=lambda one: -(one.repeats or 0))


def _documents(home: Home, found: list[SignalRow]) -> list[dict[str, Any]]:
    from baowen.lake.store import Lake
    from baowen.monitor.indicators.registry import INDICATORS

    products = Lake(home.lake).read("catalogue", columns=["product_code", "ingredient"])
    ingredients = {} if products is None else dict(products.iter_rows())
    rows = []
    for one in found:
        row = asdict(one)
        versions = row.pop("lake_versions")
        rows.append(
            {
                "signal_id": row.pop("number"),
                "title": INDICATORS[one.indicator].zh,
                **row,
                "period": one.period_last,
                "ingredient": ingredients.get(one.subject_code),
                "lake_version": versions,
                "rows": f"baowen unfold {one.number}",
            }
        )
    return rows


def _save(documents: list[dict[str, Any]], path: Path) -> None:
    import polars as pl

    from baowen.core.tables import harmless_frame

    flat = [
        {
            **one,
            "lake_version": str(one["lake_version"]),
            "places": " ".join(one["places"]),
            "members": " ".join(one["members"]),
        }
        for one in documents
    ]
    harmless_frame(pl.DataFrame(flat, infer_schema_length=None)).write_csv(path, include_bom=True)


def _tell(found: list[SignalRow], *, limit: int) -> None:
    if not found:
        out.print(
            "没有预警。运行 baowen cycle 之后再看；条件过窄也会这样。No signal: run the cycle, or widen the filter."
        )
        return
    counts = {name: sum(1 for one in found if one.severity == name) for name in SEVERITY_ZH}
    words = "，".join(f"{SEVERITY_ZH[name]} {count}" for name, count in counts.items())
    title = f"预警 {len(found):,} 条（{words}）"
    rows = [_signal_cells(one) for one in found[:limit]]
    if out.width < WIDE:
        _as_lines(title, rows)
    else:
        _as_table(title, rows)
    if len(found) > limit:
        out.print(f"其余 {len(found) - limit:,} 条：--limit 显示更多，--json 或 --csv 全部导出。")


HEADINGS = ("编号", "级别", "指标", "地区", "对象", "期间", "数值", "阈值", "条款", "依据", "次数")


def _signal_cells(one: SignalRow) -> list[str]:
    from baowen.monitor.indicators.registry import INDICATORS

    span = one.period_first if one.period_first == one.period_last else f"{one.period_first}—{one.period_last}"
    return [
        one.number,
        f"[{STYLE[one.severity]}]{SEVERITY_ZH[one.severity]}[/]",
        INDICATORS[one.indicator].zh,
        escape(one.region_name) + (f"（{len(one.places)} 处）" if len(one.places) > 1 else ""),
        escape(one.subject_name) + (f"（{len(one.members)} 个）" if len(one.members) > 1 else ""),
        span,
        f"{one.value:.3g}",
        "" if one.threshold is None else f"{one.threshold:g}",
        escape(one.clause),
        BASIS_ZH.get(one.basis, one.basis),
        "" if one.repeats is None else str(one.repeats),
    ]


def _as_table(title: str, rows: list[list[str]]) -> None:
    table = Table(title=title, title_justify="left")
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for cells in rows:
        table.add_row(*cells)
    out.print(table)


def _as_lines(title: str, rows: list[list[str]]) -> None:
    """Two lines a signal, for a terminal that is too narrow for the table."""
    out.print(title)
    for number, severity, indicator, region, subject, span, value, threshold, clause, basis, often in rows:
        out.print(f"{severity} {indicator} {value}（阈值 {threshold}） {region} {subject}", highlight=False)
        out.print(f"   {number}，{span}，{clause}，{basis}，多次预警计数 {often}", style="dim", highlight=False)
