"""A file in work: looked at and sent without choosing it twice, watched by its sender alone, never half done. COL-1."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baowen.api import book
from baowen.collect.models import ImportRecord, ImportRun
from baowen.collect.runs.actions import Begun, begin_run, end_dead_runs, work_run
from baowen.collect.senders import Sender
from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.queries import operator
from baowen.orgs.roles import Role
from baowen.web.pages import file_run, files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers")]
AT = datetime(2026, 11, 2, 1, tzinfo=UTC)
HEADER = "医疗机构代码,药品代码,盘点日期,库存数量,备注\n"
STOCK = (
    HEADER + "H001,P001,2026-10-31,12,\nH001,P999,2026-10-31,3,\nH001,P002,2026-10-31,许多,\nH002,P002,2026-10-31,4,\n"
)


@pytest.fixture(autouse=True)
def people(home: Home, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A reporter of each of two hospitals, and somebody who sends nothing; work is done at once."""
    monkeypatch.setenv("BAOWEN_HOME", str(home.root))
    monkeypatch.setattr(files, "beside", lambda work: work())
    for read_once in (book.home, book.report_book):
        read_once.cache_clear()
    root = operator("os:root", "430000")
    units = [
        NewOrganisation(code=code, name=name, kind=OrganisationKind.HOSPITAL, region=region)
        for code, name, region in (("H001", "甲县人民医院", "430121"), ("H002", "乙县人民医院", "430181"))
    ]
    register_organisations(units, actor=root, at=AT)
    for name, unit, role in (
        ("first", "H001", Role.REPORTER), ("other", "H002", Role.REPORTER), ("keeper", "H001", Role.ORGANISATION_ADMIN),
    ):  # fmt: skip
        add_person(name, name=name, organisation=unit, roles=[role], actor=root, at=AT)
    yield
    for read_once in (book.home, book.report_book):
        read_once.cache_clear()


def signed_in(name: str) -> Client:
    client = Client()
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def upload(client: Client, text: str = STOCK, *, what: str = "look", **more: str) -> Any:
    file = SimpleUploadedFile("库存.csv", text.encode())
    return client.post("/files/", {"feed": "stock", "file": file, "what": what, **more})


def counts(home: Home) -> int:
    rows = Lake(home.lake).read("stock")
    return 0 if rows is None else rows.height


def begun(home: Home, tmp_path: Path, *, organisation: str = "H001", text: str = STOCK) -> Begun:
    path = tmp_path / "大文件.csv"
    path.write_text(text, encoding="utf-8")
    sender = Sender(organisation, False)
    return begin_run(home, path, feed="stock", period=None, is_sent=True, sender=sender, by="first", at=AT)


def stream(client: Client, number: int) -> str:
    answer = client.get(f"/files/{number}/progress/", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert "Content-Encoding" not in answer.headers
    return b"".join(answer.streaming_content).decode()


def test_a_look_and_the_sending_after_it_find_the_same_and_the_file_is_chosen_once(home: Home) -> None:
    client = signed_in("first")
    looked = upload(client)
    page = client.get(looked.headers["Location"]).content.decode()
    assert counts(home) == 0
    assert ImportRecord.objects.filter(feed="stock").count() == 0
    for words in ("预览，尚未报送", "药品目录中没有这个代码", "“库存数量”不是数字", "不读取的列：备注", "报送这个文件"):
        assert words in page
    look = ImportRun.objects.get()
    sent = client.post(f"{looked.headers['Location']}send/")
    run = ImportRun.objects.get(pk=int(sent.headers["Location"].split("/")[2]))
    assert (run.result["accepted"], run.result["refused"]) == (1, look.result["refused"]) == (1, 3)
    assert counts(home) == 1
    page = client.get(sent.headers["Location"]).content.decode()
    assert "下载退回工作簿" in page
    assert "报送这个文件" not in page
    assert list(home.incoming.rglob("库存.csv")) == []
    again = client.post(f"{looked.headers['Location']}send/", follow=True).content.decode()
    assert "请重新选择" in again


def test_kinds_of_problems_are_counted_once_and_rows_are_shown_as_they_were_sent() -> None:
    client = signed_in("first")
    rows = "".join(f"H001,P00{number % 2 + 1},2026-10-{number % 28 + 1:02d},许多{number},\n" for number in range(60))
    client.get(upload(client, HEADER + rows, what="send").headers["Location"])
    problems = ImportRun.objects.get().result["problems"]
    assert [(one["count"], one["column"], one["rows"]) for one in problems["kinds"]] == [
        (60, "库存数量", [2, 3, 4, 5, 6])
    ]  # fmt: skip
    assert problems["rows"][0]["cells"] == ["H001", "P001", "2026-10-01", "许多0", ""]
    assert list(problems["rows"][0]["told"]) == ["库存数量"]
    assert len(problems["rows"]) == 20


def test_a_whole_file_that_is_refused_says_why_and_offers_no_sending() -> None:
    client = signed_in("first")
    page = client.get(upload(client, "a,b\n1,2\n").headers["Location"]).content.decode()
    assert "整个文件不能接收" in page
    assert "没有找到" in page
    assert "报送这个文件" not in page


def test_one_file_at_a_time_for_an_organisation_and_others_do_not_wait(home: Home, tmp_path: Path) -> None:
    first = begun(home, tmp_path)
    with pytest.raises(BaowenError, match=r"大文件\.csv 正在处理"):
        begun(home, tmp_path)
    told = upload(signed_in("first"), what="send")
    assert told.status_code == 200
    assert "正在处理" in told.content.decode()
    assert upload(signed_in("other"), what="send").status_code == 302
    work_run(first, clock=lambda: AT)
    assert ImportRun.objects.get(pk=first.id).state == "done"
    work_run(begun(home, tmp_path), clock=lambda: AT)
    assert ImportRun.objects.filter(organisation="H001", state="done").count() == 2


def test_only_the_senders_organisation_sees_a_file_in_work(home: Home, tmp_path: Path) -> None:
    run = begun(home, tmp_path)
    for path in (f"/files/{run.id}/", f"/files/{run.id}/progress/"):
        assert signed_in("other").get(path).status_code == 404
        assert signed_in("keeper").get(path).status_code == 403
        assert Client().get(path).status_code == 302
    assert "正在处理" in signed_in("first").get(f"/files/{run.id}/").content.decode()
    assert signed_in("other").post(f"/files/{run.id}/send/").status_code == 404
    run.lock.close()


def test_progress_is_streamed_as_it_comes_and_ends_with_the_work(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(home, tmp_path)
    moves = iter([{"step": "read", "done": 0}, {"step": "check", "done": 2, "total": 4}, {}, {"state": "done"}])
    monkeypatch.setattr(
        file_run.time, "sleep", lambda _seconds: ImportRun.objects.filter(pk=run.id).update(**next(moves), by="x")
    )
    told = stream(signed_in("first"), run.id)
    assert told.count("event: progress") == 3
    assert 'data: {"step": "check", "done": 2, "total": 4}' in told
    assert told.rstrip().endswith('event: end\ndata: {"state": "done"}')
    run.lock.close()


def test_a_stream_ends_by_itself_and_so_many_are_open_at_once(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(home, tmp_path)
    monkeypatch.setattr(file_run, "STREAM_SECONDS", 0.2)
    monkeypatch.setattr(file_run, "POLL_SECONDS", 0.05)
    begun_at = time.monotonic()
    assert "event: end" not in stream(signed_in("first"), run.id)
    assert time.monotonic() - begun_at < 5
    for _ in range(file_run.MOST_STREAMS):
        assert file_run._streams.acquire(blocking=False)
    assert "event: busy" in stream(signed_in("first"), run.id)
    for _ in range(file_run.MOST_STREAMS):
        file_run._streams.release()
    run.lock.close()


def test_a_run_whose_process_died_says_so_and_the_file_can_be_sent_again(home: Home, tmp_path: Path) -> None:
    run = begun(home, tmp_path)
    held = (
        "import fcntl, sys, time\n"
        "lock = open(sys.argv[1], 'w'); fcntl.flock(lock, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)"
    )
    run.lock.close()
    with subprocess.Popen(
        [sys.executable, "-c", held, str(run.path.parent / "lock")], stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "held\n"
        assert end_dead_runs(home, "H001", at=AT) == 0
        worker.kill()
        worker.wait()
    page = signed_in("first").get(f"/files/{run.id}/").content.decode()
    assert "没有写入一半的数据" in page
    assert ImportRun.objects.get(pk=run.id).state == "interrupted"
    assert not run.path.exists()
    work_run(begun(home, tmp_path), clock=lambda: AT)
    assert counts(home) == 1


def test_a_run_that_ended_meanwhile_is_not_told_to_be_interrupted(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.collect.runs import actions

    run = begun(home, tmp_path)

    def ends_just_now(folder: Path) -> bool:
        work_run(run, clock=lambda: AT)
        return False

    monkeypatch.setattr(actions, "is_alive", ends_just_now)
    assert end_dead_runs(home, "H001", at=AT) == 0
    assert ImportRun.objects.get(pk=run.id).state == "done"


def test_a_fault_of_the_program_ends_the_run_with_words_and_lets_the_next_one_in(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from baowen.collect.runs import actions

    def breaks(*given: Any, **more: Any) -> None:
        raise RuntimeError("a fault")

    run = begun(home, tmp_path)
    monkeypatch.setattr(actions, "import_file", breaks)
    work_run(run, clock=lambda: AT)
    assert "a fault" in caplog.text
    assert "没有接收任何内容" in signed_in("first").get(f"/files/{run.id}/").content.decode()
    assert not run.path.exists()
    begun(home, tmp_path).lock.close()


def test_an_import_tells_how_far_it_is_step_by_step(bring_in: Callable[..., Any]) -> None:
    told: list[tuple[str, int, int]] = []
    bring_in("stock", STOCK, progress=lambda *now: told.append(now))
    assert list(dict.fromkeys(step for step, _, _ in told)) == ["keep", "read", "check", "write", "give_back"]
    assert ("read", 4, 4) in told
    assert ("check", 4, 4) in told
    assert ("write", 3, 3) in told
    checks = [done for step, done, _ in told if step == "check"]
    assert checks == sorted(checks)
    assert len(set(checks)) > 2
