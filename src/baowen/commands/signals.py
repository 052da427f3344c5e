"""`baowen signals` and `baowen unfold`: what is in force, and what is behind it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from baowen.commands.output import WIDE, out, print_json
from baowen.commands.session import open_session

if TYPE_CHECKING:
    from baowen.core.home import Home
    from baowen.monitor.queries import SignalRow
    from baowen.monitor.unfold import Unfolded

SEVERITY_ZH = {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}
STYLE = {"red": "bold red", "orange": "dark_orange", "yellow": "yellow", "blue": "blue"}
BASIS_ZH = {
    "sourced": "有出处",
    "code": "见于公开代码，非法规",
    "inferred": "推断",
    "unverified": "未核实",
    "illustrative": "示例值，非法规",
}
STATE_ZH = {"in_force": "持续", "ended": "已消失", "withdrawn": "已撤回"}

JsonOption = Annotated[bool, typer.Option("--json", help="只输出一份 JSON。Print one JSON document.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("signals")(signals)
    app.command("unfold")(unfold)


def signals(
    ctx: typer.Context,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="只用当日已知的情况。As known on that day.")
    ] = None,
    severity: Annotated[
        str | None, typer.Option(help="只看此级别及以上：blue、yellow、orange、red。This severity and above.")
    ] = None,
    indicator: Annotated[str | None, typer.Option(help="只看一个指标。Only one indicator.")] = None,
    in_force: Annotated[bool, typer.Option("--in-force", help="只看持续中的。Only those in force.")] = False,
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
    found = _found(home, as_of.date() if as_of else None, include_ended=not in_force)
    found = [one for one in found if _wanted(one, severity=severity, indicator=indicator)]
    documents = _documents(home, found)
    if csv is not None:
        _save(documents, csv)
    if as_json:
        print_json(documents)
    else:
        _tell(found, limit=limit)


def _found(home: Home, on: date | None, *, include_ended: bool) -> list[SignalRow]:
    from baowen.core.policy import load_packs
    from baowen.monitor.queries import signals_as_of, signals_now

    if on is None:
        return signals_now(include_ended=include_ended)
    quiet_months = load_packs().ruling(home.region, on).entry("monitor.signal.quiet_months").whole()
    return signals_as_of(on, quiet_months=quiet_months, include_ended=include_ended)


def _wanted(row: SignalRow, *, severity: str | None, indicator: str | None) -> bool:
    order = list(SEVERITY_ZH)
    grave = severity is None or order.index(row.severity) <= order.index(severity)
    return grave and (indicator is None or row.indicator == indicator)


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

    flat = [{**one, "lake_version": str(one["lake_version"])} for one in documents]
    pl.DataFrame(flat, infer_schema_length=None).write_csv(path, include_bom=True)


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


HEADINGS = ("编号", "级别", "指标", "地区", "对象", "期间", "数值", "阈值", "条款", "依据")


def _signal_cells(one: SignalRow) -> list[str]:
    from baowen.monitor.indicators.registry import INDICATORS

    span = one.period_first if one.period_first == one.period_last else f"{one.period_first}—{one.period_last}"
    return [
        one.number,
        f"[{STYLE[one.severity]}]{SEVERITY_ZH[one.severity]}[/]",
        INDICATORS[one.indicator].zh,
        escape(one.region_name),
        escape(one.subject_name),
        span,
        f"{one.value:.3g}",
        "" if one.threshold is None else f"{one.threshold:g}",
        escape(one.clause),
        BASIS_ZH.get(one.basis, one.basis),
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
    for number, severity, indicator, region, subject, span, value, threshold, clause, basis in rows:
        out.print(f"{severity} {indicator} {value}（阈值 {threshold}） {region} {subject}", highlight=False)
        out.print(f"   {number}，{span}，{clause}，{basis}", style="dim", highlight=False)


def unfold(
    ctx: typer.Context,
    signal_id: Annotated[str, typer.Argument(help="预警编号，见 baowen signals。The signal's number.")],
    month: Annotated[str | None, typer.Option(help="看哪个月，缺省为最近一个月。Which month.")] = None,
    limit: Annotated[int, typer.Option(help="最多取多少行。Most rows.")] = 1000,
    as_json: JsonOption = False,
) -> None:
    """展开一个预警：公式、条款、参数和原始行。Unfold a signal: formula, clause, parameters and rows."""
    home = open_session(ctx)
    from baowen.monitor.unfold import as_document
    from baowen.monitor.unfold import unfold as open_up

    found = open_up(home, signal_id, month=month, limit=limit)
    if as_json:
        print_json(as_document(found))
    else:
        _tell_unfolded(found)


def _tell_unfolded(found: Unfolded) -> None:
    row = found.detail.row
    out.print(f"{row.number}  {found.indicator.zh}（{found.indicator.en}）", style="bold", highlight=False)
    threshold = "" if row.threshold is None else f"，阈值 {row.threshold:g}"
    reference = "" if row.reference is None else f"，参照 {row.reference:.4g}"
    lines = (
        f"级别：{SEVERITY_ZH[row.severity]}（最重 {SEVERITY_ZH[row.worst_severity]}），{STATE_ZH[row.state]}",
        f"地区：{row.region_code} {row.region_name}",
        f"对象：{row.subject_code} {row.subject_name}",
        f"期间：{row.period_first} 至 {row.period_last}；首次发现 {row.first_seen}，最近 {row.last_seen}",
        f"数值：{row.value:.4g}{threshold}{reference}（单位：{found.indicator.unit_zh}）",
        f"公式：{found.indicator.formula_zh}",
        f"条款：{row.clause}（{BASIS_ZH.get(row.basis, row.basis)}），政策版本 {row.policy_version}",
    )
    for line in lines:
        out.print(line, highlight=False, markup=False)
    _tell_parameters(found)
    _tell_months(found)
    _tell_rows(found)


def _tell_parameters(found: Unfolded) -> None:
    from baowen.core.policy.words import entry_words

    table = Table(title="参数", title_justify="left")
    for heading in ("条目", "值", "条款", "依据"):
        table.add_column(heading, overflow="fold")
    for one in found.parameters:
        table.add_row(one.key, entry_words(one), one.clause, BASIS_ZH.get(str(one.basis), str(one.basis)))
    out.print(table)


def _tell_months(found: Unfolded) -> None:
    table = Table(title="逐月", title_justify="left")
    for heading in ("月份", "级别", "数值", "参照", "阈值", "涉及行数"):
        table.add_column(heading)
    for one in found.detail.sightings:
        reference = "" if one.reference is None else f"{one.reference:.4g}"
        threshold = "" if one.threshold is None else f"{one.threshold:g}"
        table.add_row(one.month, SEVERITY_ZH[one.severity], f"{one.value:.4g}", reference, threshold, f"{one.n:,}")
    out.print(table)


def _tell_rows(found: Unfolded, shown: int = 12) -> None:
    """The rows as their sender would name them; what is the same in all of them stands above the table already."""
    same = {"region", "month", f"{found.detail.row.subject_type}_code"}
    kept = [
        name for name in found.rows.columns if name not in same and found.rows[name].null_count() < found.rows.height
    ]
    headings = _headings()
    title = f"{found.month} 的原始行：共 {found.total:,} 行"
    rows = [[_cell(cell) for cell in cells] for cells in found.rows.select(kept).head(shown).iter_rows()]
    if out.width < WIDE:
        out.print(title)
        for row in rows:
            told = [f"{headings.get(name, name)} {cell}" for name, cell in zip(kept, row, strict=True) if cell]
            out.print("  · " + "，".join(told), highlight=False, markup=False)
    else:
        table = Table(title=title, title_justify="left")
        for name in kept:
            table.add_column(headings.get(name, name), overflow="fold")
        for row in rows:
            table.add_row(*row)
        out.print(table)
    if found.total > shown:
        out.print(f"只显示前 {shown} 行；全部请用 --json。The first {shown} rows; all of them with --json.")


def _headings() -> dict[str, str]:
    """What a column of unfolded rows is called in Chinese."""
    from baowen.collect.feeds import FEEDS

    named = {column.name: column.zh for feed in reversed(FEEDS.values()) for column in feed.columns}
    return named | {
        "delivered": "已送达",
        "last_delivered_on": "最近送达",
        "received": "已入库",
        "last_received_on": "最近入库",
        "file": "来源文件",
        "line": "行",
    }


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
