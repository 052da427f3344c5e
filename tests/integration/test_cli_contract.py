"""The command line as scripts rely on it: one JSON document, the fields of the reference, the exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baowen.commands.fields import first_level, nested_level

pytestmark = pytest.mark.django_db

HEADER = "订单明细编号,医疗机构代码,药品代码,下单日期,数量,单价\n"
GOOD = "".join(
    f"L{number},H{number % 4},P{number // 4 % 2 + 1},2026-03-{number % 28 + 1:02d},10,{10 if number else 300}\n"
    for number in range(60)
)
NOTICE = "报告编号,药品代码,受理地区,报告日期,停产日期\nN1,P1,430000,2026-04-20,2026-05-01\n"


Call = Callable[..., Any]


def assert_refused(answer: Any, code: int, *words: str) -> None:
    """A mistake of the user: its exit code, nothing on standard output, Chinese and English on standard error."""
    assert (answer.code, answer.out) == (code, "")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.err)
    assert any(letter.isascii() and letter.isalpha() for letter in answer.err)
    for word in words:
        assert word in answer.err


def test_all_accepted_partly_refused_and_refused_whole_have_their_exit_codes(ready: Call, write: Any) -> None:
    good = write("good.csv", HEADER + GOOD)
    accepted = ready("import", "order_line", good, "--json")
    assert (accepted.code, accepted.document["accepted"], accepted.err) == (0, 60, "")
    again = ready("import", "order_line", good, "--json")
    assert (again.code, again.document["unchanged"]) == (0, 60)
    partly = ready(
        "import", "order_line", write("partly.csv", HEADER + "M1,H0,P1,2026-03-01,十,5\nM2,H0,P1,2026-03-01,1,5\n")
    )
    assert partly.code == 3
    bad = write("bad.csv", HEADER + "N1,H0,P1,2026-03-01,十,5\n")
    assert ready("import", "order_line", bad).code == 4
    assert ready("import", "order_line", good, bad).code == 3


def test_import_prints_the_fields_of_the_reference(ready: Call, write: Any, tmp_path: Path) -> None:
    back = tmp_path / "back.xlsx"
    answer = ready(
        "import", "order_line", write("a.csv", HEADER + GOOD + "X1,H9,P1,2026-03-01,1,1\n"), "--refused", back, "--json"
    )
    assert set(answer.document) == first_level("import")
    assert set(answer.document["problems"][0]) == nested_level("import", "problems[].")
    assert set(answer.document["files"][0]) == nested_level("import", "files[].")
    problem = answer.document["problems"][0]
    assert (problem["row"], problem["value"], problem["code"], problem["column"]) == (
        62,
        "H9",
        "unknown_org",
        "医疗机构代码",
    )
    assert back.is_file()
    assert answer.document["files"][0]["refused_file"] == str(back)


def test_load_takes_registers_first_and_prints_the_fields_of_import(
    call: Call, register_files: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "outbox"
    folder.mkdir()
    for name, text in (
        ("catalogue", register_files["catalogue"]),
        ("order_line-2026-03", HEADER + GOOD),
        ("organisation", register_files["organisation"]),
    ):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "truth.csv").write_text("not,a,feed\n", encoding="utf-8")
    assert call("init", "--region", "430000").code == 0
    answer = call("load", folder, "--json")
    assert (answer.code, answer.document["accepted"], answer.document["refused"]) == (0, 66, 0)
    assert [one["feed"] for one in answer.document["files"]] == ["organisation", "catalogue", "order_line"]
    assert set(answer.document) == first_level("load")


def test_cycle_signals_unfold_and_questions_print_the_fields_of_the_reference(ready: Call, write: Any) -> None:
    ready("import", "order_line", write("order_line.csv", HEADER + GOOD))
    assert ready("import", "stop_notice", write("stop_notice.csv", NOTICE)).code == 0
    cycle = ready("cycle", "--as-of", "2026-04-30", "--json")
    assert (cycle.code, set(cycle.document)) == (0, first_level("cycle"))
    assert (cycle.document["as_of"], cycle.document["months"]) == (
        "2026-04-30",
        ["2026-03", "2026-04"],
    )
    assert set(cycle.document["seconds"]) == {"look", "cubes", "expectations", "indicators", "signals"}
    signals = ready("signals", "--silenced", "--json")
    assert (signals.code, len(signals.document)) == (0, cycle.document["counts"]["signals_new"])
    notice, *_ = [one for one in signals.document if one["indicator"] == "stop_notice_impact"]
    assert set(notice) == first_level("signals")
    unfolded = ready(*notice["rows"].split()[1:], "--json")
    assert set(unfolded.document) == first_level("unfold")
    assert set(unfolded.document["parameters"][0]) == nested_level("unfold", "parameters[].")
    assert [(row["file"], row["line"]) for row in unfolded.document["rows"]] == [("stop_notice.csv", 2)]
    questions = ready("questions", "--json")
    assert [(one["hospital_code"], one["rows"]) for one in questions.document] == [("H0", 1)]
    assert set(questions.document[0]) == first_level("questions")
    assert ready("signals", "--as-of", "2026-03-01", "--json").document == []
    assert_refused(ready("cycle", "--as-of", "2026-03-30", "--json"), 2, "2026-04-30", "signals --as-of")
    assert_refused(ready("unfold", notice["signal_id"], "--month", "2026-13", "--json"), 2, "2026-13")
    for words in (("signals",), ("unfold", notice["signal_id"]), ("questions",), ("cycle",)):
        told = ready(*words)
        assert told.code == 0
        assert told.out.strip()


def test_each_cycle_leaves_sqlite_with_counts_of_its_indexes(ready: Call, write: Any) -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has to be told to count its indexes")
    assert ready("import", "stop_notice", write("stop_notice.csv", NOTICE)).code == 0
    assert ready("cycle").code == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1")
        assert cursor.fetchone()[0] > 0


def test_candidates_and_notices_print_the_fields_of_the_reference(ready: Call, write: Any, tmp_path: Path) -> None:
    assert_refused(ready("candidates", "--json"), 2, "baowen cycle")
    assert ready("import", "stop_notice", write("stop_notice.csv", NOTICE)).code == 0
    assert ready("import", "order_line", write("order_line.csv", HEADER + GOOD)).code == 0
    ready("cycle", "--as-of", "2026-04-30")
    candidates = ready("candidates", "--out", tmp_path / "candidates.csv", "--json")
    assert (candidates.code, {one["direction"] for one in candidates.document}) == (0, {"in"})
    assert set(candidates.document[0]) == first_level("candidates")
    assert (tmp_path / "candidates.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert_refused(ready("candidates", "--region", "999999", "--json"), 2, "999999")
    folder = tmp_path / "notices"
    notices = ready("notices", "--out", folder, "--json")
    assert (notices.code, bool(notices.document)) == (0, True)
    assert set(notices.document[0]) == first_level("notices")
    assert all((folder / one["file"]).is_file() for one in notices.document)
    (quarter,) = ready("notices", "--out", folder, "--quarter", "2026Q2", "--json").document
    assert set(quarter) == first_level("notices")
    assert (quarter["department"], (folder / quarter["file"]).is_file()) == ("", True)
    wrong = ready("notices", "--out", folder, "--quarter", "2026-2", "--json")
    assert (wrong.code, wrong.out, "2026Q3" in wrong.err) == (2, "", True)
    for words in (("candidates",), ("notices", "--out", folder), ("notices", "--out", folder, "--quarter", "2026Q2")):
        told = ready(*words)
        assert (told.code, bool(told.out.strip())) == (0, True)


def test_the_list_can_be_narrowed_and_saved(ready: Call, write: Any, tmp_path: Path) -> None:
    ready("import", "order_line", write("order_line.csv", HEADER + GOOD))
    assert ready("import", "stop_notice", write("stop_notice.csv", NOTICE)).code == 0
    ready("cycle", "--as-of", "2026-04-30")
    assert ready("signals", "--indicator", "price_rise", "--json").document == []
    saved = tmp_path / "signals.csv"
    some = ready("signals", "--indicator", "stop_notice_impact", "--in-force", "--csv", saved, "--json")
    assert {one["indicator"] for one in some.document} == {"stop_notice_impact"}
    assert saved.read_bytes().startswith(b"\xef\xbb\xbf")
    assert some.document[0]["signal_id"] in saved.read_text(encoding="utf-8-sig")
    assert_refused(ready("signals", "--severity", "purple", "--json"), 2, "yellow")
    assert_refused(ready("signals", "--indicator", "nonsense", "--json"), 2, "delivery_rate")
    worst = some.document[0]["severity"]
    assert ready("signals", "--severity", worst, "--json").document


def test_a_home_is_found_by_option_then_by_environment(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_variable, by_option = tmp_path / "variable", tmp_path / "option"
    monkeypatch.setenv("BAOWEN_HOME", str(by_variable))
    assert call("init", "--region", "430000", "--json").document["home"] == str(by_variable)
    monkeypatch.setenv("BAOWEN_HOME", str(by_variable))
    answer = call("--home", by_option, "init", "--region", "320100", "--json")
    assert (answer.document["home"], answer.document["region_name"]) == (str(by_option), "南京市")
    assert (by_variable / "baowen.toml").read_text().count("430000") == 1
    assert_refused(call("--home", by_option, "init", "--region", "430000"), 2, "320100")
    assert call("--home", by_option, "init", "--region", "320100").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["cycle"], ["signals"], ["questions"], ["unfold", "S1"], ["load", "."], ["import", "catalogue", "x.csv"],
        ["candidates"], ["notices", "--out", "out"], ["risk"], ["serving", "build"], ["serving", "status"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_without_a_home_every_command_says_how_to_make_one(call: Call, words: list[str]) -> None:
    assert_refused(call(*words, "--json"), 2, "init --region")


def test_mistakes_of_usage_end_with_2_and_say_what_to_do(ready: Call, write: Any, tmp_path: Path) -> None:
    good = write("good.csv", HEADER + GOOD)
    assert_refused(ready("import", "orders", good, "--json"), 2, "order_line")
    assert_refused(ready("import", "order_line", tmp_path / "absent.csv", "--json"), 2, "absent.csv")
    assert_refused(ready("import", "order_line", tmp_path, "--json"), 2, str(tmp_path))
    assert_refused(ready("import", "order_line", good, "--mapping", "no_such_mapping", "--json"), 2, "no_such_mapping")
    assert_refused(
        ready("import", "order_line", good, "--mapping", tmp_path / "absent.toml", "--json"), 2, "absent.toml"
    )
    assert_refused(ready("import", "order_line", good, "--period", "2026-3", "--json"), 2, "2026-03")
    assert_refused(ready("load", tmp_path / "nowhere", "--json"), 2, "nowhere")
    (tmp_path / "empty").mkdir()
    assert_refused(ready("load", tmp_path / "empty", "--json"), 2)
    assert_refused(ready("unfold", "S202603-00000000", "--json"), 2, "baowen signals")
    assert_refused(ready("cycle", "--json"), 2, "baowen import")
    assert_refused(ready("init", "--region", "999999", "--json"), 2, "999999")
    assert ready("signals", "--json").document == []
    assert ready("questions", "--json").document == []
    for words in (("import", "--nonsense"), ("nonsense",), ("cycle", "--as-of", "31.3.2026")):
        answer = ready(*words)
        assert (answer.code, answer.out) == (2, "")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("blank.csv", b"\n\n\n"),
        ("broken.xlsx", b"PK\x03\x04 this is no workbook"),
        ("text.xlsx", "订单明细编号,数量\n".encode()),
        ("broken.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing"),
        ("broken.parquet", b"PAR1 nothing PAR1"),
        ("broken.jsonl", b'{"order_line_no": '),
        ("bytes.csv", bytes(range(256)) * 40),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(2000)),
        ("header.csv", "订单明细编号,数量\n".encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_whole_with_a_reason(
    ready: Call, write: Any, name: str, content: bytes
) -> None:
    answer = ready("import", "order_line", write(name, content), "--json")
    assert answer.code == 4
    (one,) = answer.document["files"]
    assert (one["stopped"], answer.document["accepted"], one["lake_version"]) == (True, 0, None)
    problem = answer.document["problems"][0]
    assert problem["file"] == name
    assert problem["message"]
    assert problem["message_en"]


def test_a_file_without_permission_is_told_in_two_lines(
    ready: Call, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = write("good.csv", HEADER + GOOD)
    original = Path.open

    def closed(path: Path, *rest: Any, **options: Any) -> Any:
        if path == good:
            raise PermissionError(13, "Permission denied", str(path))
        return original(path, *rest, **options)

    monkeypatch.setattr(Path, "open", closed)
    assert_refused(ready("import", "order_line", good, "--json"), 2, "good.csv")


def test_a_wrong_period_stops_the_whole_file_with_4(ready: Call, write: Any) -> None:
    answer = ready("import", "order_line", write("a.csv", HEADER + GOOD), "--period", "2026-04", "--json")
    assert (answer.code, answer.document["accepted"], answer.document["refused"]) == (4, 0, 60)
    assert answer.document["problems"][0]["row"] == 0
    assert "2026-03" in answer.document["problems"][0]["message"]


def test_a_broken_mapping_in_the_home_is_named_with_its_line(ready: Call, write: Any, tmp_path: Path) -> None:
    broken = tmp_path / "home" / "mappings" / "ours.toml"
    broken.write_text('feed = "order_line"\ntitle_zh = \n', encoding="utf-8")
    assert_refused(ready("import", "order_line", write("a.csv", HEADER + GOOD), "--json"), 2, "ours.toml", "line 2")
    broken.write_text('name = "ours"\nfeed = "order_line"\nnonsense = 1\n', encoding="utf-8")
    assert_refused(ready("import", "order_line", write("a.csv", HEADER + GOOD), "--json"), 2, "ours.toml:3")


@pytest.mark.parametrize(
    "text",
    ["region = ", "", 'format = 2\nregion = "000001"\n', "format = 2\nregion = 430000\n", "\ufffe\x00"],
    ids=range(5),
)
def test_a_broken_settings_file_is_told_in_two_lines(ready: Call, tmp_path: Path, text: str) -> None:
    (tmp_path / "home" / "baowen.toml").write_text(text, encoding="utf-8")
    answer = ready("cycle", "--json")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.strip()


def test_a_home_of_another_version_is_refused_with_the_remedy(ready: Call, tmp_path: Path) -> None:
    settings = tmp_path / "home" / "baowen.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("format = 2\n", ""), encoding="utf-8")
    assert_refused(ready("cycle", "--json"), 2, "make a new home", "重新导入")


def test_simulate_and_score_print_the_fields_of_the_reference(call: Call, write: Any, tmp_path: Path) -> None:
    folder = tmp_path / "province"
    size = ("--hospitals", "4", "--products", "12", "--months", "2")
    made = call("simulate", *size, "--out", folder, "--json")
    assert (made.code, set(made.document)) == (0, first_level("simulate"))
    scored = call("score", write("signals.json", "[]"), folder / "truth.csv", "--json")
    families = {name.split(".")[0] for name in first_level("score")}
    assert (scored.code, set(scored.document)) == (0, families)
    assert_refused(call("score", write("no.json", "["), folder / "truth.csv", "--json"), 2)


def test_mapping_suggest_prints_the_fields_of_the_reference(call: Call, write: Any) -> None:
    answer = call("mapping", "suggest", "order_line", write("a.csv", HEADER + GOOD), "--json")
    assert (answer.code, set(answer.document)) == (0, first_level("mapping suggest"))
    assert_refused(call("mapping", "suggest", "orders", write("a.csv", HEADER), "--json"), 2, "order_line")
    assert_refused(call("mapping", "suggest", "order_line", write("e.csv", ""), "--json"), 4)


def test_a_real_process_prints_one_document_and_words_only_on_standard_error(tmp_path: Path) -> None:
    """What the other tests do in this process, once from outside."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BAOWEN_HOME")}
    program = [shutil.which("baowen", path=str(Path(sys.executable).parent)) or sys.executable]
    if program == [sys.executable]:
        program += ["-m", "baowen.cli"]

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*program, *words], capture_output=True, text=True, check=False, env=environment, timeout=60
        )

    made = run("--home", str(tmp_path / "home"), "init", "--region", "430000", "--json")
    assert (made.returncode, json.loads(made.stdout)["region"], made.stderr) == (0, "430000", "")
    missing = run("--home", str(tmp_path / "elsewhere"), "cycle", "--json")
    assert (missing.returncode, missing.stdout, len(missing.stderr.splitlines())) == (2, "", 2)


def test_every_command_and_group_is_called_by_a_name_of_its_own() -> None:
    from baowen.cli import app

    # A word of the call that is another command's name must not hide a group: see `_command`.
    assert all(isinstance(one.name, str) for one in (*app.registered_commands, *app.registered_groups))
