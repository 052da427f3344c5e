"""`baowen policy check` and `baowen policy show`: whether the packs are sound, and what rules in a place on a day."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from baowen.commands.output import Exit, err, fail, out, print_json
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from rich.table import Table

    from baowen.core.policy import Ruling

PIPED_WIDTH = 160  # columns of the table where no terminal says how wide it is
_JSON = typer.Option("--json", help="只输出一个 JSON 文档 / print one JSON document")
_FOLDER = typer.Option(
    "--packs", help="另一个政策包目录 / another folder of packs", exists=True, file_okay=False, show_default=False
)


def register(app: typer.Typer) -> None:
    """Add the group `policy` to the application."""
    group = typer.Typer(help="政策包：检查、查看 / policy packs: check them, show what rules", no_args_is_help=True)
    group.command("check", help="检查全部政策包，逐条指出文件和行号 / check every pack")(_check)
    group.command("show", help="某地某日有效的条目 / what rules in a place on a day")(_show)
    app.add_typer(group, name="policy")


def _check(
    *,
    packs: Annotated[Path | None, _FOLDER] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    from baowen.core.policy.load import read_packs
    from baowen.core.policy.packs import packs_folder

    found, errors = read_packs(packs or packs_folder())
    entries = sum(len(pack.entries) for pack in found)
    if as_json:
        listed = [
            {"file": error.file, "line": error.line, "message": error.message, "message_en": error.message_en}
            for error in errors
        ]
        print_json({"packs": len(found), "entries": entries, "errors": listed})
    elif errors:
        for error in errors:
            err.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
    else:
        out.print(
            f"政策包 {len(found)} 个、条目 {entries} 条，未发现问题 / {len(found)} packs, {entries} entries: sound"
        )
    if errors:
        raise typer.Exit(int(Exit.FAILED))


def _show(
    region: Annotated[str, typer.Argument(help="行政区划代码，如 320100；全国为 cn / region code, cn for the nation")],
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="哪一天，默认今天 / the day, today by default"),
    ] = None,
    *,
    prefix: Annotated[
        str, typer.Option("--key", help="只看以此开头的键，preset. 为别处的规则 / only keys that begin with this")
    ] = "",
    packs: Annotated[Path | None, _FOLDER] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    from rich.console import Console

    from baowen.core.policy import load_packs

    try:
        ruling = load_packs(packs).ruling(region, on.date() if on else _today())
    except BaowenError as error:
        raise fail(error.message, error.message_en, code=Exit.FAILED) from error
    place = _place(ruling)
    if as_json:
        print_json(_document(ruling, prefix))
        return
    chain = " ← ".join(pack.name_zh for pack in reversed(ruling.chain))
    out.print(f"{place}　{ruling.on}　政策包 packs：{chain}　版本 version：{ruling.digest}", soft_wrap=True)
    wide = out if out.is_terminal else Console(width=PIPED_WIDTH)
    wide.print(_table(ruling, prefix))
    out.print(
        "“示例”是本平台为演示设定的值，不是法规 / 示例 marks values set for illustration; they are not law",
        soft_wrap=True,
    )


def _place(ruling: Ruling) -> str:
    """The place's full name; a code that is no region here is said on standard error, because the nation rules it."""
    from baowen.orgs.regions import load_regions

    regions = load_regions()
    if regions.get(ruling.region) is not None:
        return regions.full_name(ruling.region)
    used = ruling.chain[-1].name_zh if ruling.chain else ""
    err.print(
        f"{ruling.region} 不是现行行政区划代码，以下按“{used}”政策包"
        f" / not a region code in force; the pack of {used} is shown",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return ruling.region


def _today() -> date:
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _document(ruling: Ruling, prefix: str) -> dict[str, object]:
    return {
        "region": ruling.region,
        "on": ruling.on,
        "digest": ruling.digest,
        "packs": [pack.name for pack in ruling.chain],
        "entries": [ruling.entry(key).as_json() for key in ruling.keys(prefix)],
    }


def _table(ruling: Ruling, prefix: str) -> Table:
    from rich import box
    from rich.table import Table

    from baowen.core.policy import Basis
    from baowen.core.policy.registry import KEYS
    from baowen.core.policy.words import entry_words

    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("条目 entry", "值 value", "条款 clause", "依据 basis", "包 pack"):
        table.add_column(heading, overflow="fold")
    for key in ruling.keys(prefix):
        entry = ruling.entry(key)
        style = "yellow" if entry.basis is Basis.ILLUSTRATIVE else ""
        table.add_row(
            f"{KEYS[key].zh}\n{key}", entry_words(entry), entry.clause, entry.basis.zh, entry.pack, style=style
        )
    return table
