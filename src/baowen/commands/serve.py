"""`baowen serve`: the pages, for people who sign in. ORG-4."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Annotated

import typer

from baowen.commands.output import err
from baowen.commands.session import open_session


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("serve")(serve)


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="监听地址。Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口。Port.")] = 8000,
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="进程数；全省使用取处理器核数。Processes; a province takes one a core.")
    ] = 1,
) -> None:
    """提供网页服务，按 Ctrl+C 停止。Serve the pages until Ctrl+C."""
    os.environ["BAOWEN_HOME"] = str(ctx.obj)
    os.environ["DJANGO_SETTINGS_MODULE"] = "baowen.web.settings"
    open_session(ctx)
    # By name: commands know no page, and pages are loaded by nobody who doesn't serve them.
    server = import_module("baowen.web.server")
    server.prepare()
    shown = f"[{host}]" if ":" in host else host
    err.print(f"网页服务 http://{shown}:{port}/ ，按 Ctrl+C 停止。Serving; Ctrl+C ends it.", highlight=False)
    try:
        server.serve(host, port, processes=processes)
    except KeyboardInterrupt:
        err.print("已停止。Stopped.")
