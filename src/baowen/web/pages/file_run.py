"""One file in work: how far it is, as a page and as a stream of events, and what came of it at the end. COL-1."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from baowen.api.book import home
from baowen.collect.actions import feed_called
from baowen.collect.prepare import STEPS
from baowen.collect.runs.actions import end_dead_runs
from baowen.collect.runs.queries import RunView, run_of
from baowen.core.clock import now
from baowen.web.middleware import EVENTS
from baowen.web.pages.files import own_run
from baowen.web.viewer import Viewer, viewer_of

STEP_WORDS = {
    "keep": ("保存原件", "keep the file"),
    "read": ("读取", "read"),
    "check": ("核对", "check"),
    "write": ("入库", "write"),
    "give_back": ("整理退回的行", "prepare what comes back"),
}
LOOKED_STEPS = ("read", "check")
# A stream holds a thread of the server: it ends by itself, and the browser comes again; so many at once in a process.
MOST_STREAMS = 8
STREAM_SECONDS = 25.0
POLL_SECONDS = 0.4
_streams = threading.BoundedSemaphore(MOST_STREAMS)


def file_run(request: HttpRequest, number: int) -> HttpResponse:
    """The page of a file: its steps while it is in work, then what came of it."""
    viewer = viewer_of(request)
    run = own_run(viewer, number)
    feed = feed_called(run.feed)
    shown = {
        "run": run, "feed": viewer.say((feed.zh, feed.en)), "result": run.result, "steps": _steps(run, viewer),
        "problems": _problems(run.result.get("problems", {}), viewer), "told": _told(run, viewer),
        "columns": [
            {"words": viewer.say((one["zh"], one["en"])), "heading": one["heading"], "is_required": one["required"]}
            for one in run.result.get("columns", [])
        ],
        "can_send": run.state == "done" and not run.is_sent and run.file(home()).is_file(),
    }  # fmt: skip
    return render(request, "pages/file_run.html", shown)


def _told(run: RunView, viewer: Viewer) -> str:
    return viewer.say(tuple(run.result["told"])) if "told" in run.result else ""


def _steps(run: RunView, viewer: Viewer) -> list[dict[str, Any]]:
    """The steps of the work, each with whether it is over or on."""
    names = STEPS if run.is_sent else LOOKED_STEPS
    at = names.index(run.step) if run.step in names else -1
    return [
        {"name": name, "words": viewer.say(STEP_WORDS[name]), "is_over": number < at, "is_on": number == at}
        for number, name in enumerate(names)
    ]


def _problems(found: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
    """What is wrong in the language of the page: kinds first, then the rows that came back, cell by cell."""
    english = viewer.english
    kinds = [
        one | {"message": one["message"][english], "help": one["help"][english] or one["help"][0]}
        for one in found.get("kinds", [])
    ]
    headings = found.get("headings", [])
    rows = [
        {
            "row": one["row"], "whole": _said(one["told"].get("", []), english=english),
            "cells": [
                {"heading": heading, "text": text, "said": _said(one["told"].get(heading, []), english=english)}
                for heading, text in zip(headings, one["cells"], strict=True)
            ],
        }
        for one in found.get("rows", [])
    ]  # fmt: skip
    return {"kinds": kinds, "rows": rows, "headings": headings, "total": found.get("total", 0)}


def _said(told: list[list[str]], *, english: bool) -> list[dict[str, str]]:
    return [{"message": one[english], "help": one[2 + english] or one[2]} for one in told]


def progress(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """How far the file is, as server-sent events: `progress` at each change, `end` when it is over, `busy` where too
    many look on at once. The stream ends by itself."""
    viewer = viewer_of(request)
    run = own_run(viewer, number)
    answer = StreamingHttpResponse(_events(viewer.actor.organisation, run.id), content_type=EVENTS)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"  # nginx would wait for more
    return answer


def _events(organisation: str, number: int) -> Iterator[str]:
    if not _streams.acquire(blocking=False):
        yield _event("busy", {})
        return
    try:
        until, last = time.monotonic() + STREAM_SECONDS, None
        yield "retry: 1000\n\n"
        while time.monotonic() < until:
            run = run_of(organisation, number)
            if not run.is_running:
                yield _event("end", {"state": run.state})
                return
            now_at = {"step": run.step, "done": run.done, "total": run.total}
            if now_at != last:
                yield _event("progress", now_at)
                last = now_at
            else:
                yield ": still here\n\n"  # a reader that has gone is noticed by writing to it
            time.sleep(POLL_SECONDS)
            end_dead_runs(home(), organisation, at=now())
    finally:
        _streams.release()


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
