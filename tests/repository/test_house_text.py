"""What the house style asks of texts: links, ids, terms, and nothing of the machine that they were written on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from baowen.collect.feeds import FEEDS

FindFiles = Callable[..., list[Path]]
TEXTS = ("*.py", "*.toml", "*.md", "*.txt", "*.ini", "*.svg", "*.csv", "setup", "demo", "test", "check", "bench", "run")

# Written in pieces, so that this file does not contain what it forbids.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.}/-])/(?:ro" + "ot|ho" + "me|wo" + "rk|op" + "t|Us" + "ers|mn" + r"t)/\w",
    "a package index": r"pypi\." + "org|python" + "hosted|registry\\." + "npmjs|mirrors?\\.(?:aliyun|tuna|ustc)",
    "an index option": r"(?<!emit-)(?:ind" + "ex-url|find-" + "links)",
}
# The highest number of each family; they are counted from 1 without gaps.
REQUIREMENTS = {
    "ORG": 4, "COL": 8, "MON": 8, "RSP": 5, "LST": 3, "HOS": 6, "PRC": 8, "RSV": 4, "PRD": 2, "PRI": 4, "CRD": 6,
    "VBP": 13, "ENF": 2, "RPT": 5, "PUB": 2,
    "HN": 21, "NJ": 33, "HD": 24, "NA": 3, "NB": 4, "NC": 4,
}  # fmt: skip
CITED = re.compile(r"(?<![\w-])(" + "|".join(REQUIREMENTS) + r")-(\d{1,3})(?![\w-])")
LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
TOP_DOCUMENTS = (
    "README.md", "README.zh-CN.md", "LICENSE", "CHANGELOG.md", "GLOSSARY.md", "SECURITY.md", "CONTRIBUTING.md",
)  # fmt: skip


def unknown_ids(text: str) -> list[str]:
    """Requirement and article numbers that no catalogue has."""
    return [f"{name}-{n}" for name, n in CITED.findall(text) if not 1 <= int(n) <= REQUIREMENTS[name]]


def commands(readme: str) -> list[str]:
    """The lines of the shell blocks of a page."""
    blocks = re.findall(r"```sh\n(.*?)```", readme, flags=re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def glossary(text: str) -> list[tuple[str, str]]:
    """The terms of the glossary's tables: Chinese, English."""
    rows = [[cell.strip() for cell in line.strip("| \n").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return [(row[0], row[1]) for row in rows if len(row) == 4 and row[0] != "中文" and not row[0].startswith("-")]


def test_no_text_names_this_machine_or_a_package_index(find_files: FindFiles, root: Path) -> None:
    found = []
    for path in {path for pattern in TEXTS for path in find_files(pattern)}:
        text = path.read_text(encoding="utf-8", errors="replace")
        for kind, pattern in FORBIDDEN.items():
            found += [f"{path.relative_to(root)}: {kind}: {hit.group()}" for hit in re.finditer(pattern, text)]
    assert found == []


def test_every_requirement_that_is_cited_exists(find_files: FindFiles, root: Path) -> None:
    places = (*find_files("*.py", "src"), *find_files("*.toml", "policy", "mappings"), *find_files("*.md"))
    found = {str(path.relative_to(root)): unknown_ids(path.read_text(encoding="utf-8")) for path in places}
    assert {path: ids for path, ids in found.items() if ids} == {}


def test_every_relative_link_leads_somewhere(find_files: FindFiles, root: Path) -> None:
    broken = []
    for page in find_files("*.md"):
        for hit in LINK.finditer(page.read_text(encoding="utf-8")):
            target = (hit.group(1) or hit.group(2)).partition("#")[0]
            elsewhere = "://" in target or target.startswith("mailto:")
            if target and not elsewhere and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(root)} -> {target}")
    assert broken == []


def test_both_readmes_give_exactly_the_same_two_commands(root: Path) -> None:
    for name in ("README.md", "README.zh-CN.md"):
        assert commands((root / name).read_text(encoding="utf-8")) == ["script/demo", "script/test"], name


def test_the_readmes_name_every_document_of_the_top_level(root: Path) -> None:
    assert [name for name in TOP_DOCUMENTS if not (root / name).is_file()] == []
    for readme in ("README.md", "README.zh-CN.md"):
        text = (root / readme).read_text(encoding="utf-8")
        others = [path.name for path in (*root.glob("*.md"), root / "LICENSE") if path.name != readme]
        assert [name for name in others if f"({name})" not in text] == [], readme


def test_one_english_term_for_each_chinese_term_and_back(root: Path) -> None:
    terms = glossary((root / "GLOSSARY.md").read_text(encoding="utf-8"))
    assert len(terms) >= 60
    assert [chinese for chinese, count in Counter(zh for zh, _ in terms).items() if count > 1] == []
    assert [english for english, count in Counter(en.lower() for _, en in terms).items() if count > 1] == []
    assert [pair for pair in terms if not all(pair)] == []


def test_the_glossary_has_the_name_of_every_feed(root: Path) -> None:
    terms = dict(glossary((root / "GLOSSARY.md").read_text(encoding="utf-8")))
    assert {feed.zh: feed.en for feed in FEEDS.values() if terms.get(feed.zh) != feed.en} == {}


def test_decision_records_are_numbered_without_gaps(root: Path) -> None:
    numbers = sorted(int(path.name[:4]) for path in (root / "docs" / "adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 8


def test_the_checks_find_what_they_look_for() -> None:
    samples = {
        "a path of one machine": "/ro" + "ot/x",
        "a package index": "https://pypi." + "org/",
        "an index option": "--ind" + "ex-url x",
    }
    for kind, sample in samples.items():
        assert re.search(FORBIDDEN[kind], f"see {sample}"), kind
    assert unknown_ids("MON-3, HN-" + "22, VBP-13, RSP-" + "0") == ["HN-" + "22", "RSP-" + "0"]
    assert commands("```sh\nscript/demo\n```\ntext\n```sh\nls\n```") == ["script/demo", "ls"]
    assert glossary("| 中文 | English | m | u |\n|---|---|---|---|\n| 药 | drug | x | y |") == [("药", "drug")]
