"""What the house style asks of code and can be read off its syntax tree."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

FindFiles = Callable[..., list[Path]]
MOST_LINES_IN_A_FILE = 400
MOST_LINES_IN_A_FUNCTION = 60
CODE = ("src", "tests", "bench", "script")
QUESTIONS = ("isinstance", "issubclass", "callable", "hasattr", "any", "all")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
FORBIDDEN_MODULES = ("utils.py", "helpers.py", "util.py", "helper.py")


@pytest.fixture(scope="module")
def sources(find_files: FindFiles, root: Path) -> dict[str, str]:
    """The text of every Python file by its path, migrations left away: Django writes those."""
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in find_files("*.py", *CODE)
        if "migrations" not in path.parts
    }


def long_functions(tree: ast.AST) -> list[str]:
    """Functions of more lines than the house allows, decorators not counted."""
    return [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= MOST_LINES_IN_A_FUNCTION
    ]


def idle_questions(tree: ast.AST) -> list[int]:
    """Lines of comparisons and yes-no calls that stand as statements: they look like checks and check nothing."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Expr):
            continue
        value = node.value
        is_question = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in QUESTIONS
        if is_question or isinstance(value, ast.Compare | ast.BoolOp):
            found.append(node.lineno)
    return found


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in ("raises", "warns", "fail") or name.startswith(("check_", "assert_"))


def toothless_tests(tree: ast.AST) -> list[str]:
    """Test functions that could not go red."""
    return [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not any(_asserts(part) for part in ast.walk(node))
    ]


def comments(source: str) -> Iterator[str]:
    """The comments of a source text."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def test_no_file_has_more_than_400_lines(sources: dict[str, str], find_files: FindFiles, root: Path) -> None:
    texts = sources | {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in (*find_files("*", "script"), *find_files("*.toml", "policy", "mappings"))
    }
    counts = {path: len(text.splitlines()) for path, text in texts.items()}
    assert {path: count for path, count in counts.items() if count > MOST_LINES_IN_A_FILE} == {}
    assert len(counts) > 20, "the search finds no files any more"


def test_no_function_has_more_than_60_lines(sources: dict[str, str]) -> None:
    found = {path: long_functions(ast.parse(text)) for path, text in sources.items()}
    assert {path: names for path, names in found.items() if names} == {}


def test_no_question_stands_as_a_statement(sources: dict[str, str]) -> None:
    found = {path: idle_questions(ast.parse(text)) for path, text in sources.items()}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_every_test_can_go_red(sources: dict[str, str]) -> None:
    found = {path: toothless_tests(ast.parse(text)) for path, text in sources.items() if path[:5] == "tests"}
    assert {path: names for path, names in found.items() if names} == {}


def test_no_comment_leaves_work_for_later(sources: dict[str, str]) -> None:
    found = {path: [c for c in comments(text) if UNFINISHED.search(c)] for path, text in sources.items()}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_no_module_is_named_after_nothing(sources: dict[str, str]) -> None:
    assert [path for path in sources if Path(path).name in FORBIDDEN_MODULES] == []


def test_every_module_says_what_it_does(sources: dict[str, str]) -> None:
    silent = [path for path, text in sources.items() if text.strip() and not ast.get_docstring(ast.parse(text))]
    assert silent == []


def test_the_checks_find_what_they_look_for() -> None:
    long = "def f():\n" + "    x = 1\n" * 60
    assert long_functions(ast.parse(long)) == ["f: 61 lines"]
    assert long_functions(ast.parse("def f():\n" + "    x = 1\n" * 59)) == []
    assert idle_questions(ast.parse("x == 1\nisinstance(x, int)\na < b and b < c\nprint(x)\ny = x == 1")) == [1, 2, 3]
    assert toothless_tests(ast.parse("def test_a():\n    x = 1\n\ndef test_b():\n    check_it()\n")) == ["test_a"]
    assert [c for c in comments("x = 'TO" + "DO'  # TO" + "DO later\n") if UNFINISHED.search(c)] != []
