"""Builds docs/reference/cli.md from the command line itself: commands, options, JSON fields, exit codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer

from baowen.commands.fields import COMMANDS_JSON, EXIT_MEANINGS, JsonField
from baowen.commands.output import Exit

INTRODUCTION = """\
# 命令行 Command line

本页由 `script/documents.py` 从程序生成，请勿手改。
Built from the program by `script/documents.py`; do not edit by hand.

- 数据目录：`--home 目录`，或环境变量 `BAOWEN_HOME`，否则为当前目录下的 `baowen-home`。
  The home: `--home DIR`, else `BAOWEN_HOME`, else `./baowen-home`.
- `--json`：标准输出只有一个 JSON 文档，其他的话都在标准错误。
  With `--json` standard output holds one JSON document and nothing else.
"""


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|").strip()


def _commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that can be called, with its words, in the order that help shows."""
    children = getattr(command, "commands", None)
    if not children:
        yield path, command
        return
    for name, child in children.items():
        if not child.hidden:
            yield from _commands(child, (*path, name))


def _parameters(command: Any) -> list[str]:
    """The table of arguments and options, help left away."""
    rows = []
    for parameter in command.params:
        if "--help" in parameter.opts or getattr(parameter, "hidden", False):
            continue
        is_argument = parameter.param_type_name == "argument"
        words = (*parameter.opts, *parameter.secondary_opts)
        names = (parameter.name or "").upper() if is_argument else ", ".join(words)
        need = "必需 yes" if parameter.required else "–"
        rows.append(f"| `{_cell(names)}` | {need} | {_cell(getattr(parameter, 'help', None) or '')} |")
    if not rows:
        return []
    return ["| 参数 parameter | 必需 required | 说明 meaning |", "|---|---|---|", *rows, ""]


def _json_fields(fields: tuple[JsonField, ...]) -> list[str]:
    rows = [f"| `{field.path}` | {_cell(field.kind)} | {field.zh} | {field.en} |" for field in fields]
    return ["`--json`：", "", "| 字段 field | 类型 type | 含义 | meaning |", "|---|---|---|---|", *rows, ""]


def _exit_codes() -> list[str]:
    rows = [f"| {int(code)} | {EXIT_MEANINGS[code][0]} | {EXIT_MEANINGS[code][1]} |" for code in Exit]
    return ["## 退出码 Exit codes", "", "| 退出码 code | 含义 | meaning |", "|--:|---|---|", *rows, ""]


def command_names(app: typer.Typer) -> list[str]:
    """Every command that can be called, such as "policy show"."""
    return [" ".join(path) for path, _ in _commands(typer.main.get_command(app))]


def commands_with_json(app: typer.Typer) -> list[str]:
    """The commands that take --json."""
    found = []
    for path, command in _commands(typer.main.get_command(app)):
        if any("--json" in parameter.opts for parameter in command.params):
            found.append(" ".join(path))
    return found


def render() -> str:
    """The whole page as Markdown."""
    from baowen.cli import app

    lines = [INTRODUCTION, *_exit_codes(), "## 命令 Commands", ""]
    for path, command in _commands(typer.main.get_command(app)):
        name = " ".join(path)
        lines += [f"### `baowen {name}`", "", (command.help or "").strip(), "", *_parameters(command)]
        if name in COMMANDS_JSON:
            lines += _json_fields(COMMANDS_JSON[name])
    return "\n".join(lines).rstrip() + "\n"
