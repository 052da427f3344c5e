"""The files of a simulated province: accepted by the contracts, whole in their references, equal byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from baowen.collect.contract import NUMBERS, REFERENCES, STORED_AS, Kind
from baowen.collect.feeds import FEEDS
from baowen.collect.intake import check
from baowen.collect.readers.read import read_table
from baowen.core.problems import BaowenError
from baowen.drugs.codes import check_approval_no, check_base_code, check_credit_code, check_nhsa_code
from baowen.simulate import Parameters, Summary, simulate
from baowen.simulate.dirt import HARMLESS
from baowen.simulate.generics import GENERICS
from baowen.simulate.organisations import make_hospitals
from baowen.simulate.places import load_places
from baowen.simulate.positions import lead_hospitals

SMALL = {"hospitals": 30, "products": 60, "months": 8, "seed": 3}


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    folder = tmp_path_factory.mktemp("province")
    return folder, simulate(Parameters(**SMALL), folder)


def feed_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.glob("*.csv")):
        feed = path.stem.split("-")[0]
        if feed in FEEDS:
            yield feed, path


def canonical(feed: str, path: Path) -> pl.DataFrame:
    """A file's cells as text under the names of its feed, with spreadsheet row numbers."""
    names = {column.zh: column.name for column in FEEDS[feed].columns}
    frame = pl.read_csv(path, infer_schema=False)
    return frame.rename({heading: names[heading] for heading in frame.columns}).with_row_index("row", offset=2)


def test_every_feed_but_the_monthly_summary_has_a_file(province: tuple[Path, Summary]) -> None:
    written = {feed for feed, _ in feed_files(province[0])}
    assert written == set(FEEDS) - {"purchase", "recall", "herb_market", "transfer", "prescription"}


def test_dated_feeds_have_one_file_a_month_and_only_rows_of_that_month(province: tuple[Path, Summary]) -> None:
    folder, _ = province
    for name in ("order_line", "delivery", "receipt", "usage", "stock", "shortage_report"):
        files = sorted(folder.glob(f"{name}-*.csv"))
        assert [path.stem[-7:] for path in files] == [f"2026-{month:02d}" for month in range(3, 11)]
        for path in files:
            dated = canonical(name, path)[FEEDS[name].dated_by or ""]
            assert set(dated.str.slice(0, 7)) == {path.stem[-7:]}


def test_every_cell_reads_as_its_column_promises(province: tuple[Path, Summary]) -> None:
    for feed, path in feed_files(province[0]):
        frame = canonical(feed, path)
        for column in FEEDS[feed].columns:
            if column.name not in frame.columns:
                assert not column.required, f"{path.name} lacks {column.name}"
                continue
            cells = frame[column.name]
            assert cells.null_count() == 0 or not column.required, f"{path.name}: {column.name} is empty somewhere"
            if column.kind in NUMBERS or column.kind == Kind.DATE:
                dated = column.kind == Kind.DATE
                typed = cells.str.to_date(strict=True) if dated else cells.cast(STORED_AS[column.kind], strict=True)
                assert column.least is None or typed.drop_nulls().is_empty() or typed.min() >= column.least
            if column.kind == Kind.CHOICE:
                assert set(cells.drop_nulls()) <= {choice.zh for choice in column.choices}


def test_intake_accepts_every_row_without_a_warning(province: tuple[Path, Summary]) -> None:
    folder, summary = province
    for feed, path in feed_files(folder):
        table = read_table(path)
        names = {column.zh: column.name for column in FEEDS[feed].columns}
        frame = table.frame.rename({heading: names[heading] for heading in table.headings})
        checked = check(FEEDS[feed], frame, file=path.name, known=table.problems)
        assert checked.problems.is_empty(), checked.problems.head(3)
        assert checked.accepted == summary.rows[path.name]


def test_keys_name_one_row_over_all_files_of_a_feed(province: tuple[Path, Summary]) -> None:
    frames: dict[str, list[pl.DataFrame]] = {}
    for feed, path in feed_files(province[0]):
        frames.setdefault(feed, []).append(canonical(feed, path).select(FEEDS[feed].key))
    for feed, parts in frames.items():
        joined = pl.concat(parts)
        assert joined.is_unique().all(), f"{feed} has a double key"


def test_every_reference_is_known(province: tuple[Path, Summary]) -> None:
    folder, _ = province
    products = set(canonical("catalogue", folder / "catalogue.csv")["product_code"])
    orgs = set(canonical("organisation", folder / "organisation.csv")["org_code"])
    lines = {number for feed, path in feed_files(folder) if feed == "order_line"
             for number in canonical(feed, path)["order_line_no"]}  # fmt: skip
    for feed, path in feed_files(folder):
        frame = canonical(feed, path)
        for column in FEEDS[feed].columns:
            if column.name not in frame.columns or column.kind not in REFERENCES or column.kind == Kind.REGION:
                continue
            known = products if column.kind == Kind.PRODUCT else orgs
            assert set(frame[column.name].drop_nulls()) <= known, f"{path.name}: {column.name}"
        if feed in ("delivery", "receipt"):
            assert set(frame["order_line_no"]) <= lines


def test_codes_pass_the_checks_of_real_codes(province: tuple[Path, Summary]) -> None:
    folder, _ = province
    catalogue = canonical("catalogue", folder / "catalogue.csv")
    companies = canonical("organisation", folder / "organisation.csv")["credit_code"].drop_nulls()
    for codes, rule in (
        (catalogue["product_code"], check_nhsa_code), (catalogue["approval_no"], check_approval_no),
        (catalogue["base_code"], check_base_code), (catalogue["maker_code"], check_credit_code),
        (companies, check_credit_code),
    ):  # fmt: skip
        assert {rule(code).verdict for code in codes} == {"ok"}


def test_equal_parameters_give_equal_bytes(province: tuple[Path, Summary], tmp_path: Path) -> None:
    folder, _ = province
    simulate(Parameters(**SMALL), tmp_path)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in tmp_path.iterdir())
    assert [name for name in names if (folder / name).read_bytes() != (tmp_path / name).read_bytes()] == []


def test_another_seed_gives_another_province(province: tuple[Path, Summary], tmp_path: Path) -> None:
    simulate(Parameters(**{**SMALL, "seed": 4}), tmp_path)
    assert (tmp_path / "order_line-2026-05.csv").read_bytes() != (province[0] / "order_line-2026-05.csv").read_bytes()


def test_parquet_holds_the_same_rows_as_csv(province: tuple[Path, Summary], tmp_path: Path) -> None:
    summary = simulate(Parameters(**SMALL, format="parquet"), tmp_path)
    assert summary.by_feed == province[1].by_feed
    one = pl.read_parquet(tmp_path / "order_line-2026-05.parquet").select(pl.all().cast(pl.String))
    assert one.equals(pl.read_csv(province[0] / "order_line-2026-05.csv", infer_schema=False))


def test_broken_cells_are_exactly_those_listed(province: tuple[Path, Summary], tmp_path: Path) -> None:
    summary = simulate(Parameters(**SMALL, bad_share=0.01), tmp_path)
    listed = pl.read_csv(tmp_path / "bad.csv")
    assert summary.bad_cells == len(listed) > 500
    differing = set()
    for feed, path in feed_files(tmp_path):
        dirty, clean = canonical(feed, path), canonical(feed, province[0] / path.name)
        for column in clean.columns:
            changed = dirty.filter((dirty[column] != clean[column]).fill_null(False))["row"]
            differing |= {(path.name, row, column) for row in changed}
    named = {(file, row, next(c.name for c in FEEDS[file.split("-")[0].split(".")[0]].columns if c.zh == column))
             for file, row, column, _ in listed.iter_rows()}  # fmt: skip
    assert differing == named


def test_intake_finds_the_broken_cells_and_lets_the_harmless_ones_in(tmp_path: Path) -> None:
    simulate(Parameters(**SMALL, bad_share=0.05), tmp_path)
    listed = pl.read_csv(tmp_path / "bad.csv")
    path = tmp_path / "order_line-2026-05.csv"
    checked = check(FEEDS["order_line"], canonical("order_line", path), file=path.name)
    here = listed.filter(pl.col("file") == path.name)
    # Unknown codes are well-formed: only the register tells that they are wrong, and the import looks there.
    seen_later = here["kind"].is_in(["unknown_hospital", "unknown_product", *HARMLESS])
    must = here.filter(~seen_later & (pl.col("column") != "金额") & (pl.col("column") != "要求送达日期"))
    assert len(must) > 30
    assert set(must["row"]) <= set(checked.refused_rows)
    assert set(checked.refused_rows) <= set(here.filter(~pl.col("kind").is_in(HARMLESS))["row"])


def test_a_run_replaces_an_earlier_one_and_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "order_line-1999-01.csv").write_text("old", encoding="utf-8")
    (tmp_path / "notes.csv").write_text("mine", encoding="utf-8")
    simulate(Parameters(**SMALL), tmp_path)
    assert not (tmp_path / "order_line-1999-01.csv").exists()
    assert (tmp_path / "notes.csv").read_text(encoding="utf-8") == "mine"


def test_the_readme_says_in_both_languages_that_it_is_simulated(province: tuple[Path, Summary]) -> None:
    text = (province[0] / "README.txt").read_text(encoding="utf-8")
    assert "模拟数据" in text
    assert "SIMULATED" in text
    assert "seed = 3" in text


def test_names_of_companies_and_hospitals_say_that_they_are_simulated(province: tuple[Path, Summary]) -> None:
    names = canonical("organisation", province[0] / "organisation.csv")["org_name"]
    assert names.str.starts_with("模拟").all()


def test_the_number_of_order_lines_is_near_the_one_asked_for(tmp_path: Path) -> None:
    summary = simulate(Parameters(**SMALL, lines=40_000), tmp_path)
    assert 36_000 <= summary.by_feed["order_line"] <= 44_000


def test_places_without_counties_and_single_cities_can_be_played(tmp_path: Path) -> None:
    for region in ("320100", "110000", "460000"):
        summary = simulate(Parameters(region=region, hospitals=5, products=12, months=3), tmp_path / region)
        assert summary.by_feed["order_line"] > 0


@pytest.mark.parametrize(
    "wrong",
    [{"months": 0}, {"format": "xlsx"}, {"bad_share": 1.5}, {"until": "2026-13"}, {"lines": 0}, {"hospitals": 100_000}],
)
def test_impossible_parameters_are_refused_in_words(wrong: dict[str, object]) -> None:
    with pytest.raises(BaowenError):
        Parameters(**wrong)  # type: ignore[arg-type]


def test_an_unknown_region_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(BaowenError, match="999999"):
        simulate(Parameters(region="999999"), tmp_path)


def test_grassroots_places_name_a_hospital_of_their_county_that_leads() -> None:
    draw = np.random.default_rng(1)
    hospitals = make_hospitals(load_places("430100", remote_share=0.2, rng=draw), 80, draw)
    leads, number_of = lead_hospitals(hospitals), {code: number for number, code in enumerate(hospitals.codes)}
    named = [(number, number_of[lead]) for number, lead in enumerate(leads) if lead is not None]
    assert [number for number, _ in named] == np.flatnonzero(hospitals.level == 0).tolist()
    assert len(named) > 20
    for number, lead in named:
        beside = (hospitals.county == hospitals.county[number]) & (hospitals.level > 0)
        assert hospitals.size[lead] == hospitals.size[beside].max()


def test_every_institution_stands_somewhere_and_counties_lie_near_their_own(province: tuple[Path, Summary]) -> None:
    rows = canonical("organisation", province[0] / "organisation.csv")
    place = rows.select("region_code", pl.col("longitude", "latitude").cast(pl.Float64))
    assert place.null_count().sum_horizontal().item() == 0
    spans = place.group_by("region_code").agg(
        pl.col("longitude", "latitude").max() - pl.col("longitude", "latitude").min()
    )
    assert spans["longitude"].max() < place["longitude"].max() - place["longitude"].min()  # type: ignore[operator]


def test_some_products_travel_cold_and_they_are_those_kept_cold(province: tuple[Path, Summary]) -> None:
    rows = canonical("catalogue", province[0] / "catalogue.csv")
    assert set(rows["transport_class"]) <= {"常温", "冷链", "特殊管理"}
    cold = {drug.name for drug in GENERICS if drug.cold_chain}
    travel = rows.filter(pl.col("transport_class") == "冷链")
    assert 0 < len(travel) < len(rows)
    assert set(travel["generic_name"]) <= cold
