"""`baowen score SIGNALS TRUTH`: how well signals detect events whose truth is known."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from baowen.commands.output import fail, out, print_json
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.monitor.score import Report, Score

SEVERITIES = ("blue", "yellow", "orange", "red")
_SHOWN = ("events", "found", "recall", "precision", "false_per_1000", "lead_days_median")
_HEADINGS = ("事件 events", "发现 found", "查全率 recall", "查准率 precision", "误报/千 false", "提前天数 lead")


NOT_SCORED = (
    "只见于数据问题，须给出 --questions，未计入合计 / shown by data questions only: give --questions; not in overall"
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("score", help="以已知真相评价预警 / Score signals against a known truth.")
    def score_command(
        signals: Annotated[Path, typer.Argument(help="预警（JSON 或 CSV）/ signals, as `baowen signals --json`")],
        truth: Annotated[Path, typer.Argument(help="真相 truth.csv / the truth")],
        severity: Annotated[str, typer.Option(help="只计此级别及以上 / only signals at least this severe")] = "blue",
        questions: Annotated[
            Path | None, typer.Option(help="数据问题（baowen questions --json）/ data questions, to score unit slips")
        ] = None,
        subject_months: Annotated[
            int | None, typer.Option(min=1, help="监测的对象·月数 / subject-months watched, for the false alarm rate")
        ] = None,
        json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
    ) -> None:
        if severity not in SEVERITIES:
            raise fail(f"级别应为 {'、'.join(SEVERITIES)}", f"severity must be one of {', '.join(SEVERITIES)}")
        try:
            report = _report(signals, truth, questions, severity=severity, subject_months=subject_months)
        except BaowenError as error:
            raise fail(error.message, error.message_en) from error
        if json:
            print_json(_document(report, severity))
        else:
            _show(report)


def _report(signals: Path, truth: Path, questions: Path | None, *, severity: str, subject_months: int | None) -> Report:
    from baowen.monitor.score import Population, population_from, score
    from baowen.monitor.score_files import read_population, read_questions, read_signals, read_truth

    wanted = SEVERITIES[SEVERITIES.index(severity) :]
    # A signal without a severity (another system's) is never left out by the filter's default.
    seen = [one for one in read_signals(signals) if one.severity in wanted or (severity == "blue" and not one.severity)]
    asked = read_questions(questions) if questions else None
    events = read_truth(truth)
    given = Population(subject_months={"all": subject_months}, source="given") if subject_months else None
    population = given or read_population(truth) or population_from(seen, events)
    return score(seen, events, population, questions=asked)


def _document(report: Report, severity: str) -> dict[str, Any]:
    return {
        "overall": asdict(report.overall),
        "by_kind": {kind: asdict(one) for kind, one in report.by_kind.items()},
        "by_severity": {name: asdict(one) for name, one in report.by_severity.items()},
        "by_indicator": report.by_indicator,
        "not_scored": dict.fromkeys(report.not_scored, NOT_SCORED),
        "not_judged": dict(report.not_judged),
        "missed": list(report.missed),
        "missed_at": {name: list(events) for name, events in report.missed_at.items()},
        "population": {"source": report.population.source, "subject_months": dict(report.population.subject_months)},
        "severity": severity,
    }


def _show(report: Report) -> None:
    table = Table(title="检出效果 detection")
    table.add_column("类别 kind")
    for heading in _HEADINGS:
        table.add_column(heading, justify="right")
    for name, one in (*report.by_kind.items(), ("合计 overall", report.overall)):
        table.add_row(name, *_cells(one))
    out.print(table)
    if report.not_judged:
        others = "、".join(f"{name} {number}" for name, number in report.not_judged.items())
        out.print(f"不参与评分的状态类预警 / standing states, not judged: {others}", highlight=False, markup=False)
    for kind in report.not_scored:
        out.print(f"{kind}：{NOT_SCORED}", highlight=False, markup=False)
    source = {"given": "命令行给出", "files": "由两个文件推算，仅供参考"}.get(
        report.population.source, report.population.source
    )
    out.print(f"对象·月数来源：{source} / subject-months from: {report.population.source}", highlight=False)


def _cells(one: Score) -> list[str]:
    values = asdict(one)
    return ["—" if values[name] is None else f"{values[name]:g}" for name in _SHOWN]
