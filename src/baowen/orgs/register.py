"""Builds regions.csv and retired.csv from two open lists of GB/T 2260: one of 2021, one of 2023.

Run after unpacking both packages (see NOTICE): python -m baowen.orgs.register OLDER_DIST NEWER_DIST TARGET_FOLDER
Provinces and cities are those of the older list, counties those of the newer one. The parent follows from the code: a
county lies in the city of its first four digits, and where there is no such city (municipalities, counties ruled by
a province) in the province of its first two.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

NATION = ("100000", "全国", "nation", "")
RULED_BY_PROVINCE = "90"  # 省直辖县级行政区划 is a heading of the list, no place: 429004 仙桃市 lies directly in 420000
DEVELOPMENT_ZONE = "7"  # fifth digit of codes that exist for statistics only
STATISTICS_ONLY = frozenset({"232761", "232762", "232763", "232764", "620201", "632857"})
COUNTY_WORDS = ("自治县", "县", "区", "市")


def _read(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


def _counties(newer: Path) -> dict[str, str]:
    """The counties of the newer list, without what its office made up for statistics."""
    return {
        code: name
        for code, name in _read(newer / "areas.csv").items()
        if name != "市辖区" and code[4] != DEVELOPMENT_ZONE and code not in STATISTICS_ONLY and not code.endswith("00")
    }


def region_rows(older: Path, newer: Path) -> list[tuple[str, str, str, str]]:
    """Rows (code, name, level, parent) ordered by code."""
    cities = {code: name for code, name in _read(older / "city.csv").items() if code[2:4] != RULED_BY_PROVINCE}
    rows = [NATION, *((code, name, "province", NATION[0]) for code, name in _read(older / "province.csv").items())]
    rows += [(code, name, "city", f"{code[:2]}0000") for code, name in cities.items()]
    for code, name in _counties(newer).items():
        city = f"{code[:4]}00"
        rows.append((code, name, "county", city if city in cities else f"{code[:2]}0000"))
    return sorted(rows)


def retired_rows(older: Path, newer: Path) -> list[tuple[str, str, str]]:
    """Rows (code, name, replaced_by): codes of the older list that the newer one lacks, and the county of the same
    name in the same city that the newer one alone has; empty where the county was merged into another."""
    before, after = _read(older / "area.csv"), _counties(newer)
    rows = []
    for code, name in before.items():
        if code not in after:
            new = [other for other in after if other not in before and other[:4] == code[:4]]
            same = [other for other in new if after[other].startswith(_stem(name))]
            rows.append((code, name, same[0] if len(same) == 1 else ""))
    return sorted(rows)


def _stem(name: str) -> str:
    word = next((word for word in COUNTY_WORDS if name.endswith(word)), "")
    return name.removesuffix(word)


def _write(target: Path, headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with target.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerows([headings, *rows])


def main(older: Path, newer: Path, target: Path) -> None:
    """Write both files to the target folder."""
    _write(target / "regions.csv", ("code", "name", "level", "parent"), region_rows(older, newer))
    _write(target / "retired.csv", ("code", "name", "replaced_by"), retired_rows(older, newer))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
