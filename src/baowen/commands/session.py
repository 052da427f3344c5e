"""What a command needs to work in a home: the home itself, its records opened, who acts.

Models can only be imported after `open_session`: until then Django does not know which home it works in.
"""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING

import typer

from baowen.core.home import Home, open_home

if TYPE_CHECKING:
    from baowen.orgs.permissions import Actor


def open_session(ctx: typer.Context) -> Home:
    """The home of this call, with its records open and in this version's form; BaowenError for broken settings."""
    from baowen.core.records import open_records

    home = open_home(ctx.obj)
    open_records(home, migrate=True)
    return home


def actor() -> str:
    """Who runs the command, for the audit entry: BAOWEN_ACTOR, else the account of the operating system."""
    named = os.environ.get("BAOWEN_ACTOR")
    if named:
        return named
    try:
        return f"os:{getpass.getuser()}"
    except OSError:
        return f"os:{os.getuid()}"


def acting(home: Home) -> Actor:
    """Who acts: the registered person that BAOWEN_ACTOR names, else the machine's operator, who keeps the register.

    BaowenError for a person who may no longer sign in: nobody becomes the operator by being deactivated.
    """
    from baowen.orgs.queries import actor_of, operator, person

    name = actor()
    return operator(name, home.region) if person(name) is None else actor_of(name)
