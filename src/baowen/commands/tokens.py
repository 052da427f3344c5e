"""`baowen tokens`: the API tokens of an organisation, which its own administrator keeps. ORG-4, COL-1."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.choices import chosen_all
from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import acting, open_session

if TYPE_CHECKING:
    from baowen.orgs.queries import TokenView

DAYS = 180
Code = Annotated[str, typer.Argument(help="机构代码。Code of the organisation.")]
app = typer.Typer(
    help="接口令牌，由机构管理员签发。API tokens, by the organisation's administrator.", no_args_is_help=True
)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="tokens")


@app.command()
def issue(
    ctx: typer.Context,
    organisation: Code,
    name: Annotated[str, typer.Argument(help="令牌名，如所用系统的名称。Name of the token.")],
    scope: Annotated[list[str], typer.Option(help="权限，可多次给出，如 reports:write。What it opens, repeatable.")],
    days: Annotated[int, typer.Option(help="有效天数。Valid for how many days.")] = DAYS,
    as_json: JsonOption = False,
) -> None:
    """签发令牌；密文只显示这一次。Issue a token; its secret is shown this once."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.orgs.actions import issue_token
    from baowen.orgs.tokens import SCOPE_WORDS

    scopes = chosen_all(scope, SCOPE_WORDS, what=("权限", "scope"))
    secret = issue_token(organisation, name, scopes, days=days, actor=acting(home), at=now())
    if as_json:
        told = {"organisation": organisation, "name": name, "scopes": sorted(scopes), "days": days, "secret": secret}
        print_json(told)
        return
    out.print(f"令牌 {name} 已签发，有效 {days} 天。请立即妥善保存，以后不再显示：", highlight=False, markup=False)
    out.print(secret, highlight=False, markup=False, soft_wrap=True)
    out.print("Keep it now: it is not shown again.", highlight=False)


@app.command("list")
def list_tokens(ctx: typer.Context, organisation: Code, as_json: JsonOption = False) -> None:
    """列出一家机构的令牌，包括已失效的，不含密文。List tokens without their secrets, ended ones too."""
    home = open_session(ctx)
    from baowen.orgs.permissions import Act, require
    from baowen.orgs.queries import organisation_on_file, tokens
    from baowen.orgs.regions import load_regions

    one = organisation_on_file(organisation)
    require(acting(home), Act.TOKEN_KEEP, one.region, regions=load_regions(), organisation=one.code)
    found = tokens(organisation)
    if as_json:
        print_json([asdict(one) | {"scopes": sorted(one.scopes)} for one in found])
    elif not found:
        out.print("没有令牌；请运行 baowen tokens issue。No token yet.")
    else:
        _print_table(found)


def _print_table(found: list[TokenView]) -> None:
    from baowen.core.clock import SHANGHAI, now

    table = Table(title=f"接口令牌 {len(found)} 个")
    for heading in ("令牌", "权限", "有效至", "状态", "最近使用"):
        table.add_column(heading, overflow="fold")
    for one in found:
        state = "已收回" if one.revoked_at else "有效" if one.expires_at > now() else "已过期"
        until = f"{one.expires_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        table.add_row(one.name, " ".join(sorted(one.scopes)), until, state, str(one.last_used_on or ""))
    out.print(table)


@app.command()
def revoke(
    ctx: typer.Context,
    organisation: Code,
    name: Annotated[str, typer.Argument(help="令牌名。Name of the token.")],
    reason: Annotated[str, typer.Option(help="原因，记入审计。Why, for the audit chain.")],
) -> None:
    """收回令牌，立即失效。End a token at once."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.orgs.actions import revoke_token

    revoke_token(organisation, name, actor=acting(home), at=now(), reason=reason)
    out.print(f"令牌 {name} 已收回。Revoked.", highlight=False, markup=False)
