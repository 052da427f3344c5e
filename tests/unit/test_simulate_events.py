"""Each kind of event leaves in the files the trace that its truth row promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from baowen.simulate import Parameters, simulate
from baowen.simulate.duties import plan_duties
from baowen.simulate.effects import Board
from baowen.simulate.notices import ReportWriter
from baowen.simulate.parameters import KINDS
from baowen.simulate.play import Player
from baowen.simulate.prices import make_prices
from baowen.simulate.run import make_world, stream

PLAYED = Parameters(hospitals=60, products=200, months=24, seed=11)


@dataclass(frozen=True)
class Played:
    folder: Path
    truth: pl.DataFrame
    lines: pl.DataFrame
    sent: pl.DataFrame

    def events(self, kind: str) -> list[dict[str, object]]:
        return self.truth.filter(pl.col("kind") == kind).to_dicts()


def read(folder: Path, feed: str) -> pl.DataFrame:
    return pl.concat([pl.read_csv(path, infer_schema=False) for path in sorted(folder.glob(f"{feed}-*.csv"))])


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("played")
    simulate(PLAYED, folder)
    truth = pl.read_csv(folder / "truth.csv", infer_schema=False)
    lines = read(folder, "order_line").with_columns(pl.col("数量").cast(pl.Float64), pl.col("单价").cast(pl.Float64))
    sent = read(folder, "delivery").group_by("订单明细编号").agg(pl.col("数量").cast(pl.Float64).sum().alias("送达"))
    return Played(folder, truth, lines.join(sent, on="订单明细编号", how="left").with_columns(
        pl.col("送达").fill_null(0.0)), sent)  # fmt: skip


def arrived(lines: pl.DataFrame) -> float:
    return float(lines["送达"].sum()) / max(float(lines["数量"].sum()), 1.0)


def inside(event: dict[str, object]) -> pl.Expr:
    return pl.col("下单日期").is_between(pl.lit(event["hits_on"]), pl.lit(event["ends_on"]))


def before(event: dict[str, object]) -> pl.Expr:
    return pl.col("下单日期") < pl.lit(event["starts_on"])


def test_every_kind_happens_at_least_twice(played: Played) -> None:
    counts = played.truth.unique("event_id").group_by("kind").len()
    assert dict(counts.iter_rows()).keys() == set(KINDS)
    assert counts["len"].min() == 2


def test_events_that_need_a_history_do_not_start_in_the_first_year(played: Played) -> None:
    without = ["regional_price_gap", "unit_slip", "vbp_lag", "vbp_non_selected"]
    # Hospitals that never report or always pay late do so from the first day on.
    never = pl.col("event_id").str.ends_with("-000")
    needing = played.truth.filter(~pl.col("kind").is_in(without), ~never)
    # A planned stop is announced earlier; what it does begins later.
    assert needing.filter(pl.col("kind") != "stop_production")["starts_on"].min() >= "2025-11-01"
    assert needing["hits_on"].min() >= "2025-11-01"


def test_an_event_starts_before_it_hits_and_ends_after(played: Played) -> None:
    truth = played.truth
    assert (truth["starts_on"] <= truth["hits_on"]).all()
    assert (truth["starts_on"] <= truth["ends_on"]).all()
    assert truth["starts_on"].max() <= "2026-10-31"


def test_some_events_still_run_at_the_end(played: Played) -> None:
    running = played.truth.filter(pl.col("ends_on") > "2026-10-31").unique("event_id")
    assert len(running) >= 4


def test_subjects_are_codes_of_the_registers(played: Played) -> None:
    catalogue = set(pl.read_csv(played.folder / "catalogue.csv", infer_schema=False)["药品代码"])
    orgs = set(pl.read_csv(played.folder / "organisation.csv", infer_schema=False)["机构代码"])
    for row in played.truth.iter_rows(named=True):
        assert row["subject_id"] in (catalogue if row["subject_type"] == "product" else orgs)


def test_a_stopped_product_no_longer_arrives(played: Played) -> None:
    for event in played.events("stop_production"):
        lines = played.lines.filter(pl.col("药品代码") == event["subject_id"])
        assert arrived(lines.filter(inside(event))) < 0.4 < 0.85 < arrived(lines.filter(before(event)))


def test_a_failing_distributor_leaves_a_remote_county_unserved(played: Played) -> None:
    remote = pl.read_csv(played.folder / "organisation.csv", infer_schema=False).filter(pl.col("偏远地区") == "是")
    for event in played.events("delivery_failure"):
        assert event["region_code"] in set(remote["行政区划代码"])
        here = pl.col("医疗机构代码").str.slice(1, 6) == pl.lit(event["region_code"])
        lines = played.lines.filter(here & (pl.col("配送企业代码") == pl.lit(event["subject_id"])))
        running = pl.col("下单日期").is_between(pl.lit(event["starts_on"]), pl.lit(event["ends_on"]))
        assert arrived(lines.filter(running)) < arrived(lines.filter(before(event))) - 0.2


def test_a_surge_raises_the_use_of_the_whole_ingredient(played: Played) -> None:
    usage = read(played.folder, "usage").with_columns(pl.col("用量").cast(pl.Float64))
    catalogue = pl.read_csv(played.folder / "catalogue.csv", infer_schema=False)
    for identity in {str(event["event_id"]) for event in played.events("demand_surge")}:
        rows = played.truth.filter(pl.col("event_id") == identity)
        of_it = catalogue.filter(pl.col("药品代码").is_in(rows["subject_id"].implode()))
        assert of_it["原料药"].n_unique() == 1
        place = rows["region_code"][0].rstrip("0")
        used = usage.filter(pl.col("药品代码").is_in(rows["subject_id"].implode())
                            & pl.col("医疗机构代码").str.slice(1).str.starts_with(place))  # fmt: skip
        monthly = used.group_by("月份").agg(pl.col("用量").sum()).sort("月份")
        start, end = rows["starts_on"][0][:7], rows["ends_on"][0][:7]
        during = monthly.filter(pl.col("月份").is_between(pl.lit(start), pl.lit(end)))["用量"].max()
        earlier = monthly.filter(pl.col("月份") < pl.lit(start)).tail(6)["用量"].median()
        assert during > 1.15 * earlier


def test_hoarders_order_far_more_than_before(played: Played) -> None:
    for event in played.events("hoarding"):
        lines = played.lines.filter(pl.col("药品代码") == event["subject_id"])
        running = pl.col("下单日期").is_between(pl.lit(event["starts_on"]), pl.lit(event["ends_on"]))
        by_hospital = lines.group_by("医疗机构代码").agg(
            pl.col("数量").filter(running).sum().alias("during"),
            pl.col("数量").filter(before(event)).sum().alias("ago"),
        )
        grown = by_hospital.filter(pl.col("ago") > 0).with_columns(ratio=pl.col("during") / pl.col("ago"))
        top = grown.sort("during", descending=True).head(8)["ratio"].max()
        assert top > 3 * grown["ratio"].median()


def test_a_gouging_maker_raises_the_listed_price_and_hospitals_pay_it(played: Played) -> None:
    prices = pl.read_csv(played.folder / "listing_price.csv", infer_schema=False)
    for event in played.events("price_gouging"):
        steps = prices.filter((pl.col("药品代码") == event["subject_id"]) & (pl.col("执行日期") >= event["starts_on"]))
        assert steps["执行日期"].min() == event["starts_on"]
        assert float(steps.sort("执行日期")["挂网价"][0]) > float(steps.sort("执行日期")["原价"][0]) * 1.15
        lines = played.lines.filter(pl.col("药品代码") == event["subject_id"])
        paid = lines.filter(pl.col("下单日期") >= event["hits_on"])["单价"].median()
        assert paid is None or paid > 1.25 * lines.filter(before(event))["单价"].median()


def test_all_makers_of_an_ingredient_raise_within_two_months(played: Played) -> None:
    prices = pl.read_csv(played.folder / "listing_price.csv", infer_schema=False)
    catalogue = pl.read_csv(played.folder / "catalogue.csv", infer_schema=False)
    for identity in {str(event["event_id"]) for event in played.events("joint_price_rise")}:
        rows = played.truth.filter(pl.col("event_id") == identity)
        makers = catalogue.filter(pl.col("药品代码").is_in(rows["subject_id"].implode()))
        assert makers["生产企业"].n_unique() >= 3
        assert makers["原料药"].n_unique() == 1
        rises = prices.filter(
            pl.col("药品代码").is_in(rows["subject_id"].implode())
            & pl.col("执行日期").is_between(pl.lit(rows["starts_on"][0]), pl.lit("2026-10-31"))
            & (pl.col("挂网价").cast(pl.Float64) > 1.1 * pl.col("原价").cast(pl.Float64))
        )
        dates = rises["执行日期"].str.to_date()
        assert (dates.max() - dates.min()).days <= 60


def test_one_city_pays_more_while_a_regional_gap_lasts(played: Played) -> None:
    for event in played.events("regional_price_gap"):
        lines = played.lines.filter((pl.col("药品代码") == event["subject_id"]) & inside(event))
        here = pl.col("医疗机构代码").str.slice(1, 4) == pl.lit(str(event["region_code"])[:4])
        assert lines.filter(here)["单价"].median() > 1.3 * lines.filter(~here)["单价"].median()


def test_a_unit_slip_reports_tablets_for_packs(played: Played) -> None:
    catalogue = pl.read_csv(played.folder / "catalogue.csv", infer_schema=False)
    events = played.events("unit_slip")
    hospitals = {event["event_id"]: event["subject_id"] for event in events if event["subject_type"] == "hospital"}
    for event in (event for event in events if event["subject_type"] == "product"):
        units = float(catalogue.filter(pl.col("药品代码") == event["subject_id"])["最小包装数量"][0])
        own = (pl.col("医疗机构代码") == hospitals[event["event_id"]]) & inside(event)
        lines = played.lines.filter(pl.col("药品代码") == event["subject_id"])
        ratio = lines.filter(~own)["单价"].median() / lines.filter(own)["单价"].median()
        assert ratio == pytest.approx(units, rel=0.25)


def test_the_population_counts_what_was_bought(played: Played) -> None:
    population = dict(pl.read_csv(played.folder / "population.csv").iter_rows())
    bought = played.lines.select(
        pl.col("医疗机构代码").str.slice(1, 4), pl.col("药品代码"), pl.col("下单日期").str.slice(0, 7)
    ).unique()
    assert set(population) == {"all", *KINDS}
    assert abs(population["all"] - len(bought)) <= 0.02 * len(bought)


def test_ordinary_lines_arrive_at_the_wished_rate(played: Played) -> None:
    touched = played.truth.filter(pl.col("subject_type") == "product")["subject_id"].implode()
    calm = played.lines.filter(~pl.col("药品代码").is_in(touched) & (pl.col("下单日期") < "2026-09-01"))
    assert (calm["送达"] > 0).mean() == pytest.approx(PLAYED.delivery_rate, abs=0.012)


def test_few_orders_are_placed_on_days_off(played: Played) -> None:
    days = played.lines["下单日期"]
    assert (days == "2026-10-01").sum() * 10 < (days == "2026-09-30").sum()
    # 2026-10-10 is a Saturday that is worked in place of a holiday.
    assert (days == "2026-10-10").sum() > 10 * (days == "2026-10-17").sum()


def contracts(played: Played, event: dict[str, object]) -> dict[str, object]:
    """The contract of a hospital and product that an event is about."""
    own = {row["subject_type"]: row["subject_id"] for row in played.truth.to_dicts()
           if row["event_id"] == event["event_id"]}  # fmt: skip
    rows = pl.read_csv(played.folder / "vbp_contract.csv", infer_schema=False).filter(
        pl.col("医疗机构代码") == own["hospital"], pl.col("中选药品代码") == own["product"]
    )
    assert len(rows) == 1
    return rows.to_dicts()[0]


def elapsed(contract: dict[str, object]) -> float:
    """The share of a cycle that is over at the end of the files."""
    first, last = (date.fromisoformat(str(contract[name])) for name in ("协议开始日期", "协议结束日期"))
    return min(1.0, ((date(2026, 10, 31) - first).days + 1) / ((last - first).days + 1))


def bought(played: Played, contract: dict[str, object]) -> float:
    """Packs ordered under a contract within its cycle."""
    lines = played.lines.filter(
        pl.col("医疗机构代码") == contract["医疗机构代码"], pl.col("药品代码") == contract["中选药品代码"],
        pl.col("下单日期").is_between(pl.lit(contract["协议开始日期"]), pl.lit(contract["协议结束日期"])),
    )  # fmt: skip
    return float(lines["数量"].sum())


def test_a_hospital_that_lags_buys_far_less_than_its_contract_asks_by_then(played: Played) -> None:
    events = [event for event in played.events("vbp_lag") if event["subject_type"] == "product"]
    assert events
    for event in events:
        contract = contracts(played, event)
        assert bought(played, contract) < 0.85 * elapsed(contract) * float(str(contract["约定采购量"]))


def test_most_hospitals_keep_to_their_contracts(played: Played) -> None:
    about = set(played.truth["subject_id"])
    kept = [
        bought(played, contract) >= 0.9 * elapsed(contract) * float(contract["约定采购量"])
        for contract in pl.read_csv(played.folder / "vbp_contract.csv", infer_schema=False).to_dicts()
        if contract["中选药品代码"] not in about
    ]
    assert len(kept) > 100
    assert sum(kept) / len(kept) > 0.9


def test_a_hospital_that_avoids_the_selected_product_buys_mostly_others_of_the_drug(played: Played) -> None:
    catalogue = pl.read_csv(played.folder / "catalogue.csv", infer_schema=False)
    lines = played.lines.join(catalogue.select("药品代码", "通用名", "集采中选", "最小包装数量"), on="药品代码")
    units = pl.col("数量") * pl.col("最小包装数量").cast(pl.Float64)
    events = [event for event in played.events("vbp_non_selected") if event["subject_type"] == "product"]
    assert events
    for event in events:
        contract = contracts(played, event)
        drug = catalogue.filter(pl.col("药品代码") == event["subject_id"])["通用名"][0]
        own = lines.filter((pl.col("医疗机构代码") == contract["医疗机构代码"]) & (pl.col("通用名") == drug))
        others = own.filter(pl.col("集采中选") == "否").select(units.sum()).item()
        assert others > 0.5 * own.select(units.sum()).item()


def test_a_hospital_in_arrears_pays_less_of_its_invoices_while_they_last(played: Played) -> None:
    for event in played.events("payment_arrears"):
        if str(event["event_id"]).endswith("000"):
            continue
        paid = read(played.folder, "payment").filter(pl.col("医疗机构代码") == event["subject_id"])
        amount = pl.col("付款金额").cast(pl.Float64)
        monthly = paid.group_by(pl.col("付款日期").str.slice(0, 7).alias("月份")).agg(amount.sum()).sort("月份")
        first, last = str(event["starts_on"])[:7], str(event["ends_on"])[:7]
        inside = monthly.filter((pl.col("月份") > first) & (pl.col("月份") < last))["付款金额"].sum()
        months = max(1, (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) - 1)
        usual = monthly.filter(pl.col("月份") < first).tail(6)["付款金额"].median()
        assert inside / months < 0.5 * float(str(usual))


def test_a_hospital_that_pays_late_as_a_rule_does_so_and_most_others_do_not(played: Played) -> None:
    paid = read(played.folder, "payment").select("发票号码", "付款日期").unique("发票号码")
    invoices = read(played.folder, "invoice").filter(pl.col("开票日期") < "2026-05-01")
    waited = pl.col("付款日期").str.to_date() - pl.col("开票日期").str.to_date()
    shares = invoices.join(paid, on="发票号码", how="left").group_by("医疗机构代码").agg(
        share=(waited.dt.total_days() <= 44).fill_null(False).mean()
    )  # fmt: skip
    late = [event["subject_id"] for event in played.events("payment_arrears") if str(event["event_id"])[-3:] == "000"]
    among = pl.col("医疗机构代码").is_in(late)
    assert late
    assert shares.filter(among)["share"].max() < 0.72 < shares.filter(~among)["share"].median()


def test_a_contract_is_never_about_a_product_of_another_event(played: Played) -> None:
    about = played.truth.filter(~pl.col("kind").is_in(["vbp_lag", "vbp_non_selected"]))["subject_id"]
    contracts = pl.read_csv(played.folder / "vbp_contract.csv", infer_schema=False)
    assert len(contracts) > 100
    assert set(contracts["中选药品代码"]).isdisjoint(about)


def test_a_silent_hospital_sends_no_report_and_no_zero_report(played: Played) -> None:
    reports = read(played.folder, "shortage_report")
    events = played.events("reporting_silence")
    assert len({event["event_id"] for event in events}) >= 3
    for event in events:
        own = reports.filter(pl.col("医疗机构代码") == event["subject_id"])
        during = pl.col("报告日期").is_between(pl.lit(event["starts_on"]), pl.lit(event["ends_on"]))
        assert own.filter(during).is_empty()
        assert own.is_empty() == str(event["event_id"]).endswith("000")


def test_reports_of_others_are_what_they_are_without_any_event() -> None:
    world = make_world(PLAYED)
    plain = ReportWriter(world, stream(PLAYED.seed, "notices"))
    told = ReportWriter(world, stream(PLAYED.seed, "notices"))
    events = plan_duties(world, told.reports, stream(PLAYED.seed, "duties"))
    one = next(event for event in events if event.identity == "reporting_silence-001")
    told.duties = (one,)
    prices = make_prices(world, (), stream(1, "prices"))
    month = int(world.days.month_of[one.start])
    play = Player(world, Board(world, ()), prices, stream(1, "play")).play(month)
    own = pl.col("医疗机构代码") == world.hospitals.codes[one.hospitals[0]]
    before, after = plain.shortage_reports(play), told.shortage_reports(play)
    assert before.filter(own).height > 0
    assert after.equals(before.filter(~own))
