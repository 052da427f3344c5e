"""Warning notices for each place and department concerned, and the quarterly report: what is in force, what changed.

A notice tells of products, places, institutions and enterprises, never of persons (MON-8: HN-14, NJ-20, HD-14). The
quarterly report counts signals by place, severity and indicator (MON-2: HN-1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from baowen.monitor.indicators.family import Indicator
from baowen.monitor.queries import RANK, SignalRow

SEVERITY_ZH: Final = {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}
STATE_ZH: Final = {"in_force": "持续", "ended": "已消失", "merged": "并入上级预警"}
BASIS_ZH: Final = {
    "sourced": "有文为据", "code": "见于公开代码，非法规", "inferred": "由样本推断", "unverified": "未经核实",
    "illustrative": "示例值，非法规",
}  # fmt: skip
COLUMNS: Final = (
    "序号", "预警编号", "变化", "级别", "指标", "地区", "涉及地区数", "对象代码", "对象", "首个期间", "最近期间",
    "首次发现", "数值", "阈值", "单位", "条款", "依据", "统计期内被预警次数", "状态",
)  # fmt: skip
NEW, GRAVER, EASED, SAME, OVER, MERGED = "新增", "加重", "减轻", "持续", "解除", "并入上级预警"
_ORDER: Final = {name: number for number, name in enumerate((NEW, GRAVER, EASED, SAME, OVER, MERGED))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department and the requirements whose indicators it is told of."""

    name: str
    zh: str
    en: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One signal in a notice and how it changed since the day before which it was told last."""

    row: SignalRow
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one department of one place is told. `number`: year, day, place and department."""

    number: str
    region_code: str
    region_name: str
    department: Department
    on: date
    since: date | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Places:
    """Names of places by code, and the codes of all places above each, itself first."""

    names: Mapping[str, str]
    chains: Mapping[str, Sequence[str]]


def departments_of(rules: Iterable[Mapping[str, Any]]) -> tuple[Department, ...]:
    """The departments as the pack's entry `monitor.notice.departments` lists them."""
    return tuple(
        Department(name=rule["department"], zh=rule["zh"], en=rule["en"], requirements=tuple(rule["requirements"]))
        for rule in rules
    )


def concerns(department: Department, indicator: Indicator) -> bool:
    """Whether a department is told of an indicator: one of its requirements is among the indicator's."""
    return not set(department.requirements).isdisjoint(indicator.requirements)


def changes(now: Sequence[SignalRow], before: Sequence[SignalRow] | None) -> list[Line]:
    """Each signal with its change against an earlier day; what was in force then and is no more comes as lifted.

    Without an earlier day everything in force is new.
    """
    then = {row.number: row for row in before or () if row.state == "in_force"}
    found = []
    for row in now:
        old = then.get(row.number)
        if row.state != "in_force":
            if old is not None:
                found.append(Line(row=row, change=MERGED if row.state == "merged" else OVER))
        elif old is None:
            found.append(Line(row=row, change=NEW))
        else:
            step = RANK[row.severity] - RANK[old.severity]
            found.append(Line(row=row, change=GRAVER if step < 0 else EASED if step > 0 else SAME))
    return found


@dataclass(frozen=True, kw_only=True)
class NoticeRules:
    """Whom the pack tells of what, from which severity on."""

    departments: tuple[Department, ...]
    indicators: Mapping[str, Indicator]
    least_severity: str


def notices(lines: Sequence[Line], places: Places, rules: NoticeRules, *, on: date, since: date | None) -> list[Notice]:
    """One notice for every place and department that a signal concerns: its own place, all above, and all its places.

    Signals that are a consequence of another are left out, and those below the pack's least severity.
    """
    least = RANK[rules.least_severity]
    wanted = [one for one in lines if not one.row.silenced_by and RANK[one.row.severity] <= least]
    by_place: dict[str, list[Line]] = {}
    for one in wanted:
        concerned = {
            above for code in (one.row.region_code, *one.row.places) for above in places.chains.get(code, (code,))
        }
        for code in concerned:
            by_place.setdefault(code, []).append(one)
    found = []
    for code in sorted(by_place):
        for department in rules.departments:
            own = [one for one in by_place[code] if concerns(department, rules.indicators[one.row.indicator])]
            if own:
                own.sort(key=lambda one: (_ORDER[one.change], RANK[one.row.severity], -one.row.weight, one.row.number))
                number = f"{on:%Y%m%d}-{code}-{department.name}"
                name = places.names.get(code, code)
                found.append(
                    Notice(
                        number=number, region_code=code, region_name=name, department=department, on=on, since=since,
                        lines=tuple(own),
                    )
                )  # fmt: skip
    return found


def table(notice: Notice, indicators: Mapping[str, Indicator]) -> list[tuple[str, ...]]:
    """The lines of a notice as text cells, in the order of COLUMNS."""
    return [_cells(number, one, indicators[one.row.indicator]) for number, one in enumerate(notice.lines, start=1)]


def _cells(number: int, line: Line, indicator: Indicator) -> tuple[str, ...]:
    row = line.row
    return (
        str(number), row.number, line.change, SEVERITY_ZH[row.severity], indicator.zh, row.region_name,
        str(max(len(row.places), 1)), row.subject_code, row.subject_name, row.period_first, row.period_last,
        row.first_seen.isoformat(), f"{row.value:.4g}", "" if row.threshold is None else f"{row.threshold:g}",
        indicator.unit_zh, row.clause, BASIS_ZH.get(row.basis, row.basis),
        "" if row.repeats is None else str(row.repeats), STATE_ZH.get(row.state, row.state),
    )  # fmt: skip


def document(notice: Notice, indicators: Mapping[str, Indicator]) -> str:
    """The notice as a page of Markdown in Chinese, with its grounds line by line."""
    counts = Counter(one.change for one in notice.lines)
    since = f"（与 {notice.since} 相比）" if notice.since else ""
    head = [
        f"# {notice.region_name}药品供应和价格预警告知书",
        "",
        f"编号：{notice.number}　　日期：{notice.on}",
        "",
        f"致：{notice.region_name}{notice.department.zh}",
        "",
        f"截至 {notice.on}，与贵部门职责有关的预警共 {len(notice.lines)} 条{since}："
        + "，".join(f"{name} {counts[name]} 条" for name in _ORDER if counts[name])
        + "。预警由系统按下列口径自动计算，是线索，不是结论；请核实后处理。",
        "",
    ]
    body: list[str] = []
    for number, one in enumerate(notice.lines, start=1):
        body += [*_paragraph(number, one, indicators[one.row.indicator]), ""]
    tail = "依据一栏标“示例值，非法规”的，其预警线没有法规出处，仅供演示和试运行。"
    return "\n".join([*head, *body, tail, ""])


def _paragraph(number: int, line: Line, indicator: Indicator) -> list[str]:
    row = line.row
    reference = "" if row.reference is None else f"，参照 {row.reference:.4g}"
    threshold = "" if row.threshold is None else f"，预警线 {row.threshold:g}"
    where = f"，涉及 {len(row.places)} 处" if len(row.places) > 1 else ""
    often = "" if row.repeats is None else f"；统计期内该对象被预警 {row.repeats} 次"
    about = row.subject_name or row.subject_code
    basis = BASIS_ZH.get(row.basis, row.basis)
    return [
        f"{number}. 【{SEVERITY_ZH[row.severity]}·{line.change}】{row.region_name}　{about}　{indicator.zh}",
        f"   - 数值 {row.value:.4g}（{indicator.unit_zh}）{threshold}{reference}{where}；"
        f"{row.period_first} 至 {row.period_last}，首次发现 {row.first_seen}{often}",
        f"   - 算法：{indicator.formula_zh}",
        f"   - 条款：{row.clause}；依据：{basis}；查证：baowen unfold {row.number} --reproduce",
    ]
