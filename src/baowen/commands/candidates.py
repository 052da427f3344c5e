"""`baowen candidates`: drugs suggested for and against the lists, with the evidence."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import open_session

if TYPE_CHECKING:
    from baowen.monitor.candidates import Candidate

DIRECTION_ZH = {"in": "建议调入", "out": "建议调出"}
KIND_ZH = {"shortage": "短缺药品清单", "monitoring": "重点监测清单"}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("candidates")(candidates)


def candidates(
    ctx: typer.Context,
    region: Annotated[str | None, typer.Option(help="哪个地区的清单（代码），缺省为本地。Whose lists.")] = None,
    out_file: Annotated[Path | None, typer.Option("--out", help="另存为 CSV（UTF-8 带 BOM）。Save as CSV.")] = None,
    as_json: JsonOption = False,
) -> None:
    """列出清单调入、调出建议及证据，由人决定。Drugs suggested for and against the lists; a person decides."""
    home = open_session(ctx)
    from baowen.monitor.evidence import candidates as gather

    found = gather(home, region)
    if out_file is not None:
        _save(found, out_file)
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        _tell(found)


def _save(found: list[Candidate], path: Path) -> None:
    import polars as pl

    from baowen.core.tables import harmless_frame

    headings = ("建议", "地区", "清单", "药品", "理由", "证据（预警编号）", "条款", "现列清单")
    rows = [
        (
            DIRECTION_ZH[one.direction], one.region_code, KIND_ZH[one.list_kind], one.drug_name, "；".join(one.reasons),
            " ".join(one.signals), one.clause, " ".join(one.editions),
        )
        for one in found
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=dict.fromkeys(headings, pl.String), orient="row")
    harmless_frame(frame).write_csv(path, include_bom=True)


def _tell(found: list[Candidate]) -> None:
    if not found:
        out.print("没有清单调整建议。No drug is suggested for or against a list.")
        return
    table = Table(title=f"清单调整建议 {len(found)} 条（仅供参考，由清单管理部门决定）", title_justify="left")
    for heading in ("建议", "清单", "药品", "理由", "证据", "条款"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(
            DIRECTION_ZH[one.direction], KIND_ZH[one.list_kind], one.drug_name, "；".join(one.reasons),
            f"{len(one.signals)} 条预警" if one.signals else "", one.clause,
        )  # fmt: skip
    out.print(table)
