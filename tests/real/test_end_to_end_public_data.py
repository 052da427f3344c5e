"""Public files from `baowen import` through `baowen cycle` to signals; the figures were checked by hand."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from baowen.core.home import open_home
from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.lake.cubes import orders_cube
from baowen.lake.cubes.trade import trade_cube
from baowen.lake.engine import open_engine
from baowen.lake.store import Lake
from baowen.monitor.indicators.delivery import delivery_findings
from baowen.monitor.indicators.tables import Scope, Tables
from baowen.monitor.rules_in_force import rules_in_force
from baowen.monitor.tables import fact, open_tables
from baowen.monitor.thresholds import parameters

pytestmark = pytest.mark.real
SCMS = "scms_delivery_history/scms_delivery_history.csv"
ENGLAND = "uk_nhs_concessions_dev"
DENMARK = "dk_hospital_purchases_dev/dk_abx_purchases_without_J01CR05.csv"
AMERICA = "us_fda_shortages_dev/fda_vintages_2019-10_2021-07.csv"
CANADA = "ca_drug_shortages_dev/ca_shortages_2017-12-31.csv"
ACCEPTED, PARTLY = 0, 3
Row = dict[str, Any]
Home = Callable[..., Path]


def baowen(home: Path, *words: str | Path, exits: tuple[int, ...] = (ACCEPTED,)) -> Any:
    """The JSON that a command prints in a process of its own."""
    command = [sys.executable, "-m", "baowen.cli", "--home", str(home), *map(str, words), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in exits, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def home_with(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home of Hunan into which public files came by their headings alone, in order."""

    def make(*files: tuple[str, str, int, int]) -> Path:
        home = tmp_path_factory.mktemp("real") / "home"
        baowen(home, "init", "--region", "430000")
        for feed, name, accepted, refused in files:
            if not (real_data / name).is_file():
                pytest.skip(f"public file not found: {real_data / name}")
            told = baowen(home, "import", feed, real_data / name, exits=(PARTLY if refused else ACCEPTED,))
            assert (told["accepted"], told["refused"]) == (accepted, refused), name
        return home

    return make


def signals(home: Path, **wanted: str) -> list[Row]:
    rows: list[Row] = baowen(home, "signals")
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


# --- SCMS: order lines and deliveries


@pytest.fixture(scope="module")
def scms(home_with: Home) -> Path:
    return home_with(("order_line", SCMS, 8389, 1935), ("delivery", SCMS, 10324, 0))


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%m/%d/%y", "%d-%b-%y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _by_hand(path: Path, month: Month) -> dict[tuple[str, str, str], list[int]]:
    """Lines, and lines delivered by their scheduled day, by country, item and pack, for orders of a month."""
    counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    with path.open(encoding="utf-8") as text:
        for row in csv.DictReader(text):
            ordered = _day(row["PO Sent to Vendor Date"]) or _day(row["PQ First Sent to Client Date"])
            due, delivered = _day(row["Scheduled Delivery Date"]), _day(row["Delivered to Client Date"])
            assert due is not None
            assert delivered is not None
            if ordered is None or Month.of(ordered) != month:
                continue
            cell = counts[row["Country"], row["Item Description"], row["Unit of Measure (Per Pack)"]]
            cell[0] += 1
            cell[1] += delivered <= due
    return counts


def _lake_tables(root: Path, month: Month, as_of: date) -> tuple[Any, Any, pl.DataFrame, pl.DataFrame]:
    """Engine, tables with the orders of one month followed to the end, catalogue and places."""
    home = open_home(root)
    lake = Lake(home.lake)
    engine = open_engine(lake)
    places = lake.read("region")
    catalogue = lake.read("catalogue")
    assert places is not None
    assert catalogue is not None
    from baowen.collect.places import place_table

    table = place_table(lake)
    key = dict(table.select("code", "region").iter_rows())[home.region]
    rules = rules_in_force(home, as_of=as_of, first=month, places=table, home_key=key)
    tables = open_tables(lake, engine, calendar=rules.calendar)
    orders = orders_cube(
        fact(engine, "order_line", months=[str(month)]), tables.delivery, tables.receipt, tables.calendar,
        tables.organisation, month=month, follow_months=60, as_of=as_of,
    )  # fmt: skip
    held = engine.local(engine.run(orders))
    trade = engine.local(engine.run(trade_cube(held, tables.region)))
    opened = {one.name: getattr(tables, one.name) for one in fields(Tables)}
    return engine, Tables(**opened | {"orders": held, "trade": trade}), catalogue, table


def test_delivery_and_on_time_of_real_lines_are_as_counted_by_hand(scms: Path, real_data: Path) -> None:
    month, as_of = Month(2010, 3), date(2015, 12, 31)
    engine, tables, catalogue, places = _lake_tables(scms, month, as_of)
    by_hand = _by_hand(real_data / SCMS, month)
    south_africa = [cell for (country, *_), cell in by_hand.items() if country == "South Africa"]
    assert (sum(lines for lines, _ in south_africa), sum(good for _, good in south_africa)) == (85, 49)
    key = dict(places.select("code", "region").iter_rows())["ZA"]
    cube = engine.run(tables.orders).filter(pl.col("region") == key)
    # Every line of the file was delivered in the end, so 85 of 85 are delivered and 49 in time.
    assert tuple(cube.select("due_lines", "delivered_lines", "on_time_lines").sum().row(0)) == (85, 85, 49)
    given = parameters(load_packs().ruling("cn", as_of), home=key)["delivery"]
    # A country orders a product in a handful of lines a month, fewer than policy asks for: here every rate is shown.
    given = replace(given, least_lines=1, on_time_least_lines=1, least_evidence=0.0)
    found = engine.run(delivery_findings(tables, given, Scope(months=(month,), as_of=as_of)))
    late = found.filter(pl.col("region") == key, indicator="on_time_rate", subject_type="product")
    names = {row[0]: row[1:] for row in catalogue.select("product", "packaging", "units_per_pack").iter_rows()}
    assert late.height > 0
    for row in late.iter_rows(named=True):
        item, pack = names[row["subject"]]
        lines, good = by_hand["South Africa", item, str(int(pack))]
        assert (row["n"], row["value"]) == (lines, pytest.approx(good / lines))
    assert set(found.filter(indicator="delivery_rate")["value"]) == {1.0}


def test_the_cycle_runs_over_nine_years_of_real_lines(scms: Path) -> None:
    told = baowen(scms, "cycle")
    assert told["as_of"] == "2015-09-14"
    # Orders of 2006-04, of 2006-11 and 2006-12, of the eight years 2007-2014 and of eight months of 2015.
    assert told["counts"]["cube_months"] == 1 + 2 + 8 * 12 + 8
    assert baowen(scms, "cycle")["counts"]["cube_months"] == 0
    # Unit prices ten and more times apart for one product and pack: asked back, not told to a regulator.
    assert told["counts"]["questions_open"] == len(baowen(scms, "questions"))


# --- England: prices


@pytest.fixture(scope="module")
def tariff(home_with: Home) -> Path:
    home = home_with(("listing_price", f"{ENGLAND}/tariff_prices_quarterly_2021.csv", 2464, 0))
    baowen(home, "cycle")
    return home


def test_a_rise_of_the_tariff_is_a_signal_with_the_size_that_the_file_shows(tariff: Path, real_data: Path) -> None:
    prices: dict[str, dict[str, float]] = defaultdict(dict)
    with (real_data / ENGLAND / "tariff_prices_quarterly_2021.csv").open(encoding="utf-8") as text:
        for row in csv.DictReader(text):
            prices[row["drug"]][row["month"]] = float(row["price_gbp"])
    found = {row["subject_name"]: row for row in signals(tariff, indicator="price_rise")}
    # Every drug that was 15 % above an earlier price of the year in any quarter, and no other: each stood for three
    # months, so that a price which fell and is raised again has risen.
    expected = {
        drug
        for drug, own in prices.items()
        if any(
            round(price / min(own[then] for then in own if then < month) - 1, 9) >= 0.15
            for month, price in own.items()
            if month > min(own)
        )
    }
    assert set(found) == expected
    assert len(expected) == 89
    olmesartan = found["Olmesartan medoxomil 20mg tablets"]
    assert (olmesartan["first_seen"], olmesartan["severity"], olmesartan["region_code"]) == (
        "2021-04-01", "red", "GB-ENG",
    )  # fmt: skip
    last = prices["Olmesartan medoxomil 20mg tablets"]
    lowest = min(price for month, price in last.items() if month < olmesartan["period_last"])
    assert olmesartan["value"] == pytest.approx(last[olmesartan["period_last"]] / lowest - 1)


def test_each_concession_in_the_file_is_a_rise_over_its_tariff(home_with: Home) -> None:
    home = home_with(("listing_price", f"{ENGLAND}/concessions_2014-08_2021-12.csv", 3710, 0))
    baowen(home, "cycle")
    found = signals(home, indicator="price_rise")
    first = [row for row in found if row["first_seen"] == "2014-08-01"]
    valsartan = next(row for row in first if row["subject_name"] == "Valsartan 80mg capsules")
    assert valsartan["severity"] == "red"
    assert {row["region_code"] for row in found} == {"GB-ENG"}
    assert Counter(row["first_seen"][:4] for row in found).keys() >= {"2014", "2017", "2019", "2021"}


# --- Denmark: purchases


def test_a_real_loss_of_flucloxacillin_is_a_purchase_drop(home_with: Home, real_data: Path) -> None:
    home = home_with(("purchase", DENMARK, 50421, 0))
    told = baowen(home, "cycle")
    assert told["as_of"] == "2021-07-31"
    found = signals(home, indicator="purchase_drop", region_code="DK-84", subject_code="DK-J01CF05")
    # February 2018 is 2.99 scatters below what was expected, and the pack asks for 3: it is March that warns.
    drop = next(row for row in found if row["period_first"] == "2018-03")
    assert (drop["severity"], drop["period_last"], drop["subject_name"]) == ("red", "2018-03", "flucloxacillin")
    table = pl.read_csv(real_data / DENMARK, schema_overrides={"month": pl.String})
    own = table.filter(region="Hovedstaden", atc="J01CF05").group_by("month").agg(pl.col("ddd").sum())
    bought = dict(own.iter_rows())
    assert drop["value"] * drop["reference"] == pytest.approx(bought["2018-03-01"], rel=0.001)
    assert bought["2018-03-01"] < 0.02 * bought["2017-11-01"]
    # What several regions have at once is one signal of the whole country.
    assert {row["region_code"] for row in signals(home)} <= {"DK", *(f"DK-8{n}" for n in range(1, 6))}


# --- Notices of the United States and of Canada


def _announced(path: Path, column: str, form: str) -> set[date]:
    with path.open(encoding="utf-8") as text:
        return {datetime.strptime(row[column], form).date() for row in csv.DictReader(text) if row[column]}


def test_canadian_notices_are_signals_from_the_day_they_were_made_public(home_with: Home, real_data: Path) -> None:
    home = home_with(("stop_notice", CANADA, 3739, 14))
    baowen(home, "cycle")
    found = signals(home, indicator="stop_notice_impact")
    assert len(found) > 500
    days = _announced(real_data / CANADA, "Date Created", "%Y-%m-%d")
    assert {date.fromisoformat(row["first_seen"]) for row in found} <= days
    assert {row["state"] for row in found} == {"in_force", "ended"}
    # Nothing was bought, so there is no share: only a drug without any other product is told.
    assert {(row["value"], row["reference"]) for row in found} == {(1.0, None)}


def test_american_notices_follow_their_snapshots(home_with: Home, real_data: Path, tmp_path: Path) -> None:
    table = pl.read_csv(real_data / AMERICA, infer_schema=False)
    first, last = min(table["snapshot_date"]), max(table["snapshot_date"])
    home = home_with()
    for day in (first, last):
        path = tmp_path / f"{day}.csv"
        table.filter(pl.col("snapshot_date") == day).write_csv(path)
        baowen(home, "import", "stop_notice", path, exits=(PARTLY, ACCEPTED))
        baowen(home, "cycle", "--as-of", day)
        if day == first:
            before = {row["signal_id"]: row for row in signals(home)}
    after = {row["signal_id"]: row for row in signals(home)}
    assert all(row["first_seen"] <= first for row in before.values())
    fresh = [row for number, row in after.items() if number not in before]
    # A new notice is a new signal from its own day on; a resolved one ends its signal, which keeps its number.
    assert fresh
    assert sum(row["first_seen"] > first for row in fresh) > len(fresh) / 2
    assert any(row["state"] == "in_force" and after[number]["state"] == "ended"
               for number, row in before.items() if number in after)  # fmt: skip


# --- Catalogues


def test_three_catalogues_share_one_register(home_with: Home) -> None:
    home = home_with(
        ("catalogue", "cn_yibao_catalogue_2026_dirty/yibao_catalogue_202606_raw_gb18030.csv", 14996, 12),
        ("catalogue", "cn_nrdl_2025/nrdl_2025.csv", 3439, 2),
        ("catalogue", "cn_nhsa_drug_codes/nhsa_product_codes.csv", 13717, 42),
    )
    catalogue = Lake(open_home(home).lake).read("catalogue")
    assert catalogue is not None
    assert catalogue.height == 14996 + 3439 + 13717
    assert catalogue["product_code"].n_unique() == catalogue.height
    named = catalogue.filter(pl.col("generic_name") == "注射用烟酸")
    assert named.height > 0
