"""`baowen serving`: build the file that pages read, and tell how fresh it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import open_session

if TYPE_CHECKING:
    from datetime import datetime

    from baowen.core.home import Home
    from baowen.lake.serving import Built

serving_app = typer.Typer(help="页面查询库：生成与查看。The serving file that pages read.", no_args_is_help=True)
TABLES = {
    "orders": "医疗机构采购（月）",
    "place_orders": "地区采购（月）",
    "ranked_orders": "地区采购排名（月）",
    "hospital_total": "医疗机构合计（月）",
    "place_total": "地区合计（月）",
    "prices": "成交价分布（月）",
    "place_prices": "地区成交价（月）",
    "ranked_prices": "地区价格排名（月）",
    "place_stock": "地区库存（月）",
    "hospital_stock": "医疗机构最近库存",
    "orders_of_hospital": "医疗机构近月采购",
    "stock_of_hospital": "医疗机构最近库存（按机构）",
    "expectation": "预期采购量（月）",
    "product": "药品",
    "organisation": "机构",
    "listing_price": "挂网价",
    "stop_notice": "停产报告",
    "list_entry": "清单条目",
    "place": "行政区划",
    "signal": "预警",
    "sighting": "预警逐月情况",
    "risk": "短缺风险评分",
    "ranked_risk": "各地评分最高的药品",
    "risk_part": "评分的组成",
}
STEPS = {
    "copy": "复制旧库",
    "registers": "目录与预警",
    "orders": "医疗机构采购",
    "place_orders": "地区采购",
    "prices": "成交价",
    "place_stock": "地区库存",
    "hospital_stock": "医疗机构库存",
    "orders_of_hospital": "近月医疗机构采购",
    "expectation": "预期采购量",
    "finish": "收尾",
}


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(serving_app, name="serving")


@serving_app.command("build")
def build(
    ctx: typer.Context,
    whole: Annotated[bool, typer.Option("--whole", help="全部重建。Build every month again.")] = False,
    as_json: JsonOption = False,
) -> None:
    """生成页面查询库：只重写有变化的月份，建成后一次替换。Build the serving file and swap it in."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.lake.lock import writer_lock
    from baowen.monitor.serving import refresh_serving

    with writer_lock(home.lock):
        built = refresh_serving(home, at=now(), whole=whole)
    if as_json:
        print_json(
            {
                "path": str(built.path),
                "whole": built.whole,
                "months": built.months,
                "rows": built.rows,
                "bytes": built.bytes,
                "seconds": built.seconds,
            }
        )
    else:
        _tell_built(built)


def _tell_built(built: Built) -> None:
    span = f"{built.months[0]} 至 {built.months[-1]} 共 {len(built.months)} 个月" if built.months else "没有变化的月份"
    how = "全部重建" if built.whole else "更新"
    out.print(f"查询库已{how}：{span}，{built.bytes / 1e6:,.1f} MB（built）", highlight=False)
    out.print(str(built.path), markup=False, highlight=False)
    times = "，".join(f"{STEPS[name]} {seconds:.1f} 秒" for name, seconds in built.seconds.items())
    out.print(f"用时：{times}", highlight=False)


@serving_app.command("status")
def status(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """查看页面查询库：建成时间、数据版本、大小、各表行数。How old and how large the serving file is."""
    home = open_session(ctx)
    from baowen.core.clock import now

    document = _status(home, now())
    if as_json:
        print_json(document)
    else:
        _tell_status(document)


def _status(home: Home, at: datetime) -> dict[str, Any]:
    from baowen.lake.serving import open_serving
    from baowen.lake.store import Lake

    origin = open_serving(home.serving).origin
    versions = Lake(home.lake).versions()
    return {
        "path": str(home.serving),
        "built_at": origin.built_at,
        "age_seconds": int((at - origin.built_at).total_seconds()),
        "bytes": home.serving.stat().st_size,
        "months": sorted({month for months in origin.months.values() for month in months}),
        "rows": origin.rows,
        "lake_versions": origin.versions,
        "behind": sorted(table for table, version in versions.items() if origin.versions.get(table) != version),
    }


def _tell_status(document: dict[str, Any]) -> None:
    from baowen.core.clock import SHANGHAI

    months = document["months"]
    built_at = document["built_at"].astimezone(SHANGHAI)
    out.print(f"建成于 {built_at:%Y-%m-%d %H:%M}，{_age(document['age_seconds'])}前（built）", highlight=False)
    span = f"{months[0]} 至 {months[-1]}" if months else "没有月度数据"
    out.print(f"{document['bytes'] / 1e6:,.1f} MB，{span}", highlight=False)
    behind = document["behind"]
    if behind:
        out.print(f"此后有变化的数据表：{'、'.join(behind)}；请运行 baowen serving build", highlight=False)
    table = Table(title="各表行数与所据数据版本 rows, and lake versions", title_justify="left")
    for heading in ("表", "名称", "行数"):
        table.add_column(heading, justify="right" if heading == "行数" else "left")
    for name, zh in TABLES.items():
        table.add_row(name, zh, f"{document['rows'].get(name, 0):,}")
    out.print(table)
    versions = "，".join(f"{name} {version}" for name, version in document["lake_versions"].items())
    out.print(f"数据版本 lake versions：{versions}", highlight=False)


def _age(seconds: int) -> str:
    """A length of time in the largest unit that it fills."""
    for unit, length in (("天", 86_400), ("小时", 3600), ("分钟", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{seconds} 秒"
