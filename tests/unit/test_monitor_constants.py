"""No number that decides a finding is in code: parameters come from policy, and the pages say from which entries."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from pathlib import Path

import pytest

from baowen.core.policy import Entry, Ruling, load_packs
from baowen.core.policy.registry import KEYS
from baowen.monitor.indicators.document import HEADING, keys_of_page, main, parameters_section, with_parameters
from baowen.monitor.indicators.registry import FAMILIES, INDICATORS, keys_of
from baowen.monitor.thresholds import parameters

FOLDER = Path(__file__).parents[2] / "docs" / "indicators"
PAGES = sorted(path.stem for path in FOLDER.glob("*.md"))
DAY = date(2026, 3, 31)


@dataclass(frozen=True)
class Watched(Ruling):
    """A ruling that remembers which keys were asked for."""

    asked: set[str] = field(default_factory=set)

    def get(self, key: str) -> Entry | None:
        self.asked.add(key)
        return super().get(key)


def test_every_parameter_is_an_entry_that_an_indicator_declares() -> None:
    rules = load_packs().ruling("100000", DAY)
    watched = Watched(rules.region, rules.on, rules.chain, {entry.key: entry for entry in rules.entries()})
    parameters(watched, home=430000)
    declared = {key for one in INDICATORS for key in keys_of(one)} | set(keys_of_page("plausibility"))
    further = {key for key in watched.asked - declared if not key.startswith("monitor.signal.")}
    assert further == set()  # the entries of signals find nothing: they say what becomes of what was found
    thresholds = {key for one in INDICATORS.values() for key in one.threshold_keys()}
    further = {key for family in FAMILIES.values() for key in family.further_keys}
    assert declared - watched.asked - thresholds - further == set()


def test_no_parameter_has_a_default_in_code() -> None:
    given = parameters(load_packs().ruling("100000", DAY), home=430000)
    with_default = [
        f"{type(family).__name__}.{each.name}"
        for family in given.values()
        for each in fields(family)
        if each.default is not MISSING or each.default_factory is not MISSING
    ]
    assert with_default == []
    assert given.keys() == FAMILIES.keys() | {"plausibility", "cycle", "signal"}


def test_every_declared_key_is_known() -> None:
    assert [key for page in PAGES for key in keys_of_page(page) if key not in KEYS] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_parameters_of_a_page_are_those_of_the_packs(page: str) -> None:
    text = (FOLDER / f"{page}.md").read_text(encoding="utf-8")
    assert text == with_parameters(text, page), "run python -m baowen.monitor.indicators.document docs/indicators"
    assert all(f"| `{key}` |" in text for key in keys_of_page(page))


def test_an_entry_is_shown_with_its_value_basis_and_clause_for_every_pack() -> None:
    rows = [row for row in parameters_section("same_drug_spread").splitlines() if "spread.threshold" in row]
    assert [row.split(" | ")[2] for row in rows] == ["cn", "cn-430000"]
    assert "蓝 3，黄 5，橙 8，红 12 倍 | 示例值，非法规" in rows[0]
    assert "红 5 倍" in rows[1]
    assert "有文为据" in rows[1]


def test_writing_the_pages_mends_a_stale_table_and_leaves_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "same_drug_spread.md"
    page.write_text(f"# x\n{HEADING}\n| old |\n\n## 局限 Known limits\n\nend\n", encoding="utf-8")
    main(tmp_path)
    text = page.read_text(encoding="utf-8")
    assert text == f"# x\n{HEADING}{parameters_section('same_drug_spread')}\n## 局限 Known limits\n\nend\n"
    with pytest.raises(ValueError, match="no section"):
        with_parameters("# x\n", "same_drug_spread")
