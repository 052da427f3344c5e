"""`baowen hospital-guide`: substitutes of a day, a draft from a workbook, grades of shortage. HOS-4, HOS-5."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from baowen.commands.case_desk import OnOption, as_table, day, desk
from baowen.commands.output import JsonOption, out, print_json
from baowen.core.problems import BaowenError

app = typer.Typer(help="替代用药指南和短缺药品分级。Substitutes and grades of shortage.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="hospital-guide")


@app.command("search")
def search(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="药品名称或拼音首字母，可不填。Name or initials.")] = "",
    backwards: Annotated[bool, typer.Option("--replaces", help="查它能替代什么。What does it replace?")] = False,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """查某一天现行的替代用药指南。The guide of substitutes as it rules on a day."""
    with desk(ctx) as at:
        from baowen.hospital.substitutes.queries.guide import searched

        found = searched(at.actor, text, day=day(on), backwards=backwards)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有这样的条目。No such entry.")
        return
    as_table(
        f"替代用药指南 {len(found)} 条", ("编号", "短缺药品", "替代药品", "证据", "版次"),
        (
            [
                Text(str(one.key)), Text(one.facts.drug), Text(one.facts.substitute), Text(one.facts.grade),
                Text(one.edition_name),
            ]
            for one in found
        ),
    )  # fmt: skip


@app.command("import")
def take(
    ctx: typer.Context,
    edition: Annotated[int, typer.Argument(help="草稿编号。The draft.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="工作簿。The workbook.")],
    as_json: JsonOption = False,
) -> None:
    """以工作簿替换草稿的全部条目。Make a draft's entries those of a workbook."""
    with desk(ctx) as at:
        from baowen.hospital.substitutes.actions.writing_guide import read_workbook

        count, problems = read_workbook(edition, file, at.doing())
    if problems:
        lines = "；".join(f"第 {one.row} 行 {one.message}" for one in problems[:20])
        raise BaowenError(f"文件没有采用：{lines}", f"the file was not taken: {len(problems)} rows to mend")
    if as_json:
        print_json({"entries": count})
        return
    out.print(f"已导入 {count} 条")


@app.command("grades")
def list_grades(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """本地区及下级医疗机构的短缺分级，最重的在前。Grades of the place and below, the worst first."""
    with desk(ctx) as at:
        from baowen.hospital.grading.queries import grades

        found = grades(at.actor)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有短缺分级。No grade.")
        return
    from baowen.hospital.grading.rules import CLASS_WORDS
    from baowen.hospital.substitutes.kinds import REPLACEABILITY_WORDS

    as_table(
        f"短缺分级 {len(found)} 件", ("编号", "药品", "医疗机构", "可替代性", "严重程度", "剩余天数"),
        (
            [
                Text(str(one.key)), Text(one.drug), Text(one.hospital),
                Text(REPLACEABILITY_WORDS[one.replaceability][0]),
                Text(CLASS_WORDS[one.gravity][0]), Text("不明" if one.days_left is None else str(one.days_left)),
            ]
            for one in found
        ),
    )  # fmt: skip
