"""`baowen unfold`: what is behind a signal, down to the rows, and whether it comes out again."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.output import WIDE, Exit, JsonOption, out, print_json
from baowen.commands.session import acting, open_session
from baowen.commands.signals import BASIS_ZH, SEVERITY_ZH, STATE_ZH
from baowen.monitor.row_headings import row_headings

if TYPE_CHECKING:
    from baowen.monitor.reproduce import Reproduction
    from baowen.monitor.unfold import Unfolded

MONTHS_SHOWN = 60


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("unfold")(unfold)


def unfold(
    ctx: typer.Context,
    signal_id: Annotated[str, typer.Argument(help="预警编号，见 baowen signals。The signal's number.")],
    month: Annotated[str | None, typer.Option(help="看哪个月，缺省为最近一个月。Which month.")] = None,
    place: Annotated[str | None, typer.Option(help="看哪个地区（代码），缺省为最重的。Which place.")] = None,
    subject: Annotated[str | None, typer.Option(help="看哪个对象（代码）。Which subject.")] = None,
    reproduce: Annotated[
        bool, typer.Option("--reproduce", help="按当时的数据版本和政策重算并比对。Work it out again and compare.")
    ] = False,
    limit: Annotated[int, typer.Option(help="最多取多少行。Most rows.")] = 1000,
    as_json: JsonOption = False,
) -> None:
    """展开一个预警：公式、条款、参数和原始行，可重算比对。Unfold a signal down to its rows; reproduce it."""
    home = open_session(ctx)
    from baowen.monitor import reproduce as again
    from baowen.monitor.unfold import as_document
    from baowen.monitor.unfold import unfold as open_up

    who = acting(home)
    if who.organisation:  # whoever has the machine itself sees every place
        from baowen.monitor.seeing import place_to_unfold, places_seen, seen_signal

        places = places_seen(who)
        place = place_to_unfold(seen_signal(signal_id, places), places, place or "")
    found = open_up(home, signal_id, month=month, place=place, subject=subject, limit=limit)
    compared = again.reproduce(home, signal_id, month=month, place=place, subject=subject) if reproduce else None
    if as_json:
        print_json(as_document(found) | {"reproduction": again.as_document(compared) if compared else None})
    else:
        _tell_unfolded(found)
        if compared is not None:
            _tell_reproduced(compared)
    if compared is not None and not compared.equal:
        raise typer.Exit(Exit.FAILED)


def _tell_reproduced(found: Reproduction) -> None:
    """The recorded figures beside those worked out again, and whether they agree."""
    table = Table(title="按当时的数据版本和政策重算", title_justify="left")
    for heading in ("", "数值", "级别"):
        table.add_column(heading)
    for words, value, severity in (
        ("当时记录", found.recorded_value, found.recorded_severity),
        ("现在重算", found.value, found.severity),
    ):
        told = "没有发现" if value is None else f"{value:.10g}"
        table.add_row(words, told, SEVERITY_ZH.get(severity or "", "不预警"))
    out.print(table)
    for one in found.cubes:
        words = "一致" if one.equal else "不一致"
        out.print(
            f"由原始订单重建月度汇总 {one.cube}：{one.rebuilt:,} 行，库中 {one.rows:,} 行，{words}。", highlight=False
        )
    if not found.same_policy:
        out.print(
            f"政策包已不同：当时 {found.policy_then}，现在 {found.policy_now}；重算按现在的政策包。", style="yellow"
        )
    if found.equal:
        out.print("重算结果与记录一致。Reproduced: equal.", style="green")
    else:
        out.print("重算结果与记录不一致，请核对上列差异。Not equal: see the differences above.", style="bold red")


def _tell_unfolded(found: Unfolded) -> None:
    row, chosen = found.detail.row, found.chosen
    out.print(f"{row.number}  {found.indicator.zh}（{found.indicator.en}）", style="bold", highlight=False)
    threshold = "" if row.threshold is None else f"，阈值 {row.threshold:g}"
    reference = "" if row.reference is None else f"，参照 {row.reference:.4g}"
    lines = [
        f"级别：{SEVERITY_ZH[row.severity]}（最重 {SEVERITY_ZH[row.worst_severity]}），{STATE_ZH[row.state]}",
        f"地区：{row.region_code} {row.region_name}，涉及 {max(len(row.places), 1)} 处",
        f"对象：{row.subject_code} {row.subject_name}",
        f"期间：{row.period_first} 至 {row.period_last}；首次发现 {row.first_seen}，最近 {row.last_seen}",
        f"多次预警：统计期内该对象被预警 {row.repeats} 次（每个指标每月计一次）",
        f"数值：{row.value:.4g}{threshold}{reference}（单位：{found.indicator.unit_zh}）",
        f"公式：{found.indicator.formula_zh}",
        f"条款：{row.clause}（{BASIS_ZH.get(row.basis, row.basis)}），政策版本 {row.policy_version}",
    ]
    if row.silenced_by:
        lines.append(f"原因：由 {row.silenced_by} 引起，不单独预警")
    if row.merged_into:
        lines.append(f"去向：已并入上级预警 {row.merged_into}")
    if found.detail.consequences:
        lines.append(f"后果：{len(found.detail.consequences)} 条不单独预警：{'、'.join(found.detail.consequences[:5])}")
    lines.append(f"以下展开 {found.month} 的一处：{' '.join(chosen.place)}，{' '.join(chosen.about)}")
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
    for heading in ("月份", "地区", "对象", "级别", "数值", "参照", "阈值", "涉及行数", "说明"):
        table.add_column(heading)
    names, several = found.chosen.names, len(found.detail.row.members) > 1
    for one in found.detail.sightings[-MONTHS_SHOWN:]:
        about = names.subject(one.subject_type, one.subject)[0] if several else ""
        note = ("未解除（尚在预警线附近）" if one.held else "") + (
            f"由 {one.silenced_by} 引起" if one.silenced_by else ""
        )
        reference = "" if one.reference is None else f"{one.reference:.4g}"
        threshold = "" if one.threshold is None else f"{one.threshold:g}"
        shown = (f"{one.value:.4g}", reference, threshold, f"{one.n:,}", note)
        table.add_row(one.month, names.region(one.region)[1], about, SEVERITY_ZH[one.severity], *shown)
    out.print(table)


def _tell_rows(found: Unfolded, shown: int = 12) -> None:
    """The rows as their sender would name them; what is the same in all of them stands above the table already."""
    same = {"region", "month", f"{found.chosen.found.subject_type}_code"}
    kept = [
        name for name in found.rows.columns if name not in same and found.rows[name].null_count() < found.rows.height
    ]
    headings = row_headings()
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


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
