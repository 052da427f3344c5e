"""The command line: `baowen [--home DIR] COMMAND`. One module per command in baowen.commands."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from copy import copy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from baowen import __version__
from baowen.commands import (
    audit,
    bulletins,
    buying,
    candidates,
    cases,
    clues,
    consultations,
    cycle,
    deadline,
    exchange,
    feeds,
    handovers,
    home,
    hospital_guide,
    hospital_shares,
    importing,
    listings,
    lists,
    mapping,
    maps,
    messages,
    notices,
    ocds,
    orders,
    orgs,
    outcomes,
    people,
    policy,
    prices,
    produce,
    questions,
    redflags,
    remind,
    reports,
    reserve_goods,
    reserve_lines,
    reserve_plans,
    reserve_transfers,
    risk,
    score,
    serve,
    serving,
    settle,
    signals,
    simulate,
    stops,
    subscriptions,
    tokens,
    trade,
    triage,
    unfold,
    vbp_contracts,
    vbp_evaluation,
    vbp_progress,
    vbp_rounds,
    vbp_supply,
    vbp_volumes,
)
from baowen.commands.output import Exit, fail, out
from baowen.core.home import home_path
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from typer import _click

app = typer.Typer(
    help="保稳：短缺药品保供稳价监测预警与集采运行平台。Early warning for medicines that are short or overpriced.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        out.print(f"baowen {__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    ctx: typer.Context,
    home_folder: Annotated[
        Path | None, typer.Option("--home", help="数据目录；也可用环境变量 BAOWEN_HOME。The home folder.")
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="版本 Version.")
    ] = False,
) -> None:
    """Find the home for the command that follows."""
    ctx.obj = home_path(home_folder)


for _module in (
    home,
    policy,
    deadline,
    exchange,
    feeds,
    mapping,
    importing,
    cycle,
    signals,
    unfold,
    candidates,
    lists,
    listings,
    notices,
    questions,
    risk,
    simulate,
    score,
    serving,
    settle,
    triage,
    cases,
    remind,
    consultations,
    handovers,
    outcomes,
    hospital_guide,
    reports,
    reserve_goods,
    stops,
    orders,
    trade,
    vbp_contracts,
    clues,
    prices,
    audit,
    orgs,
    people,
    tokens,
    maps,
    serve,
    messages,
    subscriptions,
    bulletins,
    ocds,
    redflags,
    buying,
    vbp_volumes,
    reserve_transfers,
    vbp_supply,
    vbp_rounds,
    vbp_progress,
    vbp_evaluation,
    hospital_shares,
    reserve_plans,
    reserve_lines,
    produce,
):
    _module.register(app)


@cache
def _with_parts(names: frozenset[str]) -> _click.Command:
    """The command line with the commands of these names alone; with all of them where there are no names."""
    part = copy(app)
    part.registered_commands = [one for one in app.registered_commands if not names or one.name in names]
    part.registered_groups = [one for one in app.registered_groups if not names or one.name in names]
    return typer.main.get_command(part)


def _command(words: Sequence[str]) -> _click.Command:
    """What the words of a call may mean. Typer reads the options of every command that it has, a third of a second for
    all of them, so those that no word names are left out; a word may also be the value of an option, so all stay that
    some word names."""
    known = {one.name for one in app.registered_commands} | {str(one.name) for one in app.registered_groups}
    return _with_parts(frozenset(known.intersection(words)))


def main() -> None:
    """Run a command; an error that a user can mend is told in two lines, without a trace."""
    try:
        _command(sys.argv[1:])()
    except BaowenError as error:
        raise SystemExit(fail(error.message, error.message_en, code=Exit.USAGE).exit_code) from None
    except BrokenPipeError:
        sys.stderr.close()


if __name__ == "__main__":
    main()
