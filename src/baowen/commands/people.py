"""`baowen people`: who signs in, for which organisation, with which roles. ORG-4."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.choices import chosen_all
from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import acting, open_session

if TYPE_CHECKING:
    from baowen.orgs.permissions import Actor
    from baowen.orgs.queries import PersonView
    from baowen.orgs.roles import Role

HEADINGS = ("用户名", "姓名", "机构代码", "角色", "状态")
Username = Annotated[str, typer.Argument(help="用户名。The name that signs in.")]
Reason = Annotated[str, typer.Option(help="原因，记入审计。Why, for the audit chain.")]
app = typer.Typer(help="人员和角色。People and their roles.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="people")


@app.command()
def add(
    ctx: typer.Context,
    username: Username,
    name: Annotated[str, typer.Option(help="姓名。The person's name.")],
    organisation: Annotated[str, typer.Option(help="机构代码。Code of the organisation.")],
    role: Annotated[list[str] | None, typer.Option(help="角色，可多次给出，如 值班员。Roles, repeatable.")] = None,
    email: Annotated[str, typer.Option(help="电子邮箱，用于重设密码。For resetting the password.")] = "",
    ask_password: Annotated[
        bool, typer.Option("--ask-password", help="同时设定密码（不回显，或从标准输入读取）。Set a password now.")
    ] = False,
) -> None:
    """添加人员；不设密码的由本人通过邮件设定。Add somebody; without a password an e-mail opens the account."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.core.problems import BaowenError
    from baowen.orgs.actions import add_person

    if not ask_password and not email:
        raise BaowenError(
            "请给出 --email（由本人重设密码）或 --ask-password（现在设定密码），否则此人无法登录",
            "give --email or --ask-password, or nobody can ever sign in as this person",
        )
    who, roles = acting(home), _roles(role or [])
    password = _asked_password() if ask_password else None
    add_person(
        username, name=name, organisation=organisation, roles=roles, password=password, email=email, actor=who, at=now()
    )
    out.print(f"已添加 {username}（{organisation}）。Added.", highlight=False, markup=False)


@app.command()
def roles(
    ctx: typer.Context,
    username: Username,
    role: Annotated[
        list[str] | None, typer.Option(help="角色，可多次给出；不给则全部收回。Roles; none takes all.")
    ] = None,
    reason: Reason = "",
) -> None:
    """把角色设为所给的这些。Give somebody exactly these roles."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.orgs.actions import set_roles

    chosen_roles = _roles(role or [])
    set_roles(username, chosen_roles, actor=acting(home), at=now(), reason=reason)
    out.print(f"{username} 的角色：{_role_words(chosen_roles) or '无'}。Roles set.", highlight=False, markup=False)


@app.command()
def deactivate(
    ctx: typer.Context,
    username: Username,
    reason: Annotated[str, typer.Option(help="原因，记入审计。Why, for the audit chain.")],
) -> None:
    """停用账号：不能再登录，正在使用的也随即退出。Stop somebody from signing in, at once."""
    _set_active(ctx, username, active=False, reason=reason)
    out.print(f"{username} 已停用。Deactivated.", highlight=False, markup=False)


@app.command()
def activate(
    ctx: typer.Context,
    username: Username,
    reason: Annotated[str, typer.Option(help="原因，记入审计。Why, for the audit chain.")],
) -> None:
    """恢复账号。Let somebody sign in again."""
    _set_active(ctx, username, active=True, reason=reason)
    out.print(f"{username} 已恢复。Activated.", highlight=False, markup=False)


def _set_active(ctx: typer.Context, username: str, *, active: bool, reason: str) -> None:
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.orgs.actions import set_active

    set_active(username, active, actor=acting(home), at=now(), reason=reason)


@app.command()
def password(ctx: typer.Context, username: Username, reason: Reason = "") -> None:
    """设定新密码（不回显，或从标准输入读取一行），其会话全部结束。Set a new password; all sessions end."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.orgs.actions import set_password

    set_password(username, _asked_password(), actor=acting(home), at=now(), reason=reason)
    out.print(f"{username} 的密码已更改。Password changed.", highlight=False, markup=False)


@app.command("reset-factors")
def reset_factors(
    ctx: typer.Context,
    username: Username,
    reason: Annotated[str, typer.Option(help="原因，记入审计。Why, for the audit chain.")],
) -> None:
    """手机或密钥遗失时，取消其双因素身份认证，密码不变。Take lost second factors off; the password stays."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "baowen.web.settings"  # whose tables hold the factors
    home = open_session(ctx)
    from baowen.core.clock import now

    actions = import_module("baowen.web.actions")
    removed = actions.remove_factors(username, actor=acting(home), at=now(), reason=reason)
    out.print(f"已取消 {username} 的 {removed} 项认证。Factors removed.", highlight=False, markup=False)


@app.command("list")
def list_people(
    ctx: typer.Context,
    organisation: Annotated[str, typer.Option(help="只看一家机构（代码）。One organisation.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="输出 CSV，可用电子表格打开。Print CSV.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出权限内的人员，包括已停用的。List the people whom one keeps, deactivated ones too."""
    home = open_session(ctx)
    found = _kept_by(acting(home), organisation)
    if as_json:
        print_json([_told(one) for one in found])
    elif as_csv:
        from baowen.core.tables import write_rows

        write_rows(sys.stdout, HEADINGS, map(_cells, found))
    elif not found:
        out.print("没有人员；请运行 baowen people add。Nobody yet.")
    else:
        table = Table(title=f"人员 {len(found):,} 人")
        for heading in HEADINGS:
            table.add_column(heading, overflow="fold")
        for one in found:
            table.add_row(*_cells(one))
        out.print(table)


def _kept_by(actor: Actor, organisation: str) -> list[PersonView]:
    """Names are personal: only who may change them sees the list."""
    from baowen.orgs.permissions import require_people_keeper
    from baowen.orgs.queries import organisation_on_file, people_on_file
    from baowen.orgs.regions import load_regions
    from baowen.orgs.roles import Role

    if not organisation and Role.PLATFORM_ADMIN in actor.roles:
        return people_on_file(within=actor.region)
    one = organisation_on_file(organisation or actor.organisation)
    require_people_keeper(actor, one.region, one.code, regions=load_regions())
    return people_on_file(organisation_code=one.code)


def _told(one: PersonView) -> dict[str, object]:
    return {
        "username": one.username, "name": one.name, "organisation": one.organisation, "roles": sorted(one.roles),
        "is_active": one.is_active,
    }  # fmt: skip


def _cells(one: PersonView) -> tuple[str, ...]:
    state = "可用" if one.is_active else "停用"
    return (one.username, one.name, one.organisation, _role_words(one.roles), state)


def _role_words(given: frozenset[Role]) -> str:
    from baowen.orgs.roles import ROLE_WORDS

    return "、".join(words.zh for role, words in ROLE_WORDS.items() if role in given)


def _roles(words: list[str]) -> frozenset[Role]:
    from baowen.orgs.roles import ROLE_WORDS

    names = {role: (one.zh, one.en) for role, one in ROLE_WORDS.items()}
    return chosen_all(words, names, what=("角色", "role"))


def _asked_password() -> str:
    """Never an option: what stands on a command line is seen by every user of the machine and kept in its history."""
    if sys.stdin.isatty():
        words = "密码（不显示）Password"
        given: str = typer.prompt(words, hide_input=True, confirmation_prompt="再输入一次 Again", err=True)
        return given
    return sys.stdin.readline().rstrip("\r\n")
