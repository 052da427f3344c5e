"""Keeps the tables of parameters in the indicators' pages: every policy entry read, its value, clause and basis.

`python -m baowen.monitor.indicators.document docs/indicators` writes them into the pages; a test holds the pages to
them, so that no entry can be added or changed without its page.
"""

from __future__ import annotations

import sys
from pathlib import Path

from baowen.core.policy import Entry, load_packs
from baowen.core.policy.registry import KEYS
from baowen.core.policy.words import entry_words, validity_words
from baowen.monitor.indicators.parameter import policy_keys
from baowen.monitor.indicators.plausibility import PlausibilityParameters
from baowen.monitor.indicators.registry import INDICATORS, keys_of

HEADING = "\n## 参数 Parameters\n"
_NOTE = """\
本表由程序生成，列出各政策包中的条目；标为示例值的不是法规。某地某日实际适用的值见 `baowen policy show 地区代码`。
Generated from the packs; entries marked 示例值 are not law. What rules in a place: `baowen policy show REGION`."""

_NO_PACK = "未设，可由各地增设 none; a place may set it"


def keys_of_page(page: str) -> tuple[str, ...]:
    """The policy keys that the indicators of a page read, each once."""
    if page == "plausibility":
        return policy_keys(PlausibilityParameters)
    return tuple(dict.fromkeys(key for one in INDICATORS.values() if one.page == page for key in keys_of(one.name)))


def parameters_section(page: str) -> str:
    """The section of a page below its heading: a row for every entry of every pack, and for a key that none has."""
    packs = load_packs().packs
    lines = [
        "| 条目 entry | 含义 meaning | 地区包 pack | 值 value | 依据 basis | 条款 clause |",
        "|---|---|---|---|---|---|",
    ]
    for key in keys_of_page(page):
        name, meaning = f"`{key}`", f"{KEYS[key].zh} {KEYS[key].en}"
        rows = [
            _row(name, meaning, pack.name, _value(entry), entry.basis.zh, entry.clause)
            for pack in packs
            for entry in pack.entries
            if entry.key == key
        ]
        lines += rows or [_row(name, meaning, _NO_PACK, "", "", "")]
    return "\n" + "\n".join([*lines, "", _NOTE]) + "\n"


def _value(entry: Entry) -> str:
    return f"{entry_words(entry)} {validity_words(entry)}".strip()


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '／') for cell in cells)} |"


def with_parameters(text: str, page: str) -> str:
    """A page with its table of parameters as it should be; ValueError where the page has no such section."""
    before, heading, after = text.partition(HEADING)
    if not heading:
        raise ValueError(f"{page} has no section of parameters")
    _, following, rest = after.partition("\n## ")
    return before + heading + parameters_section(page) + following + rest


def main(folder: Path) -> None:
    """Write the tables into every page of the folder."""
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        path.write_text(with_parameters(text, path.stem), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
