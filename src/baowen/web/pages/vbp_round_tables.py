"""The tables of a round's page as files: everything that the page shows, whole. VBP-1, VBP-8."""

from __future__ import annotations

from collections.abc import Sequence

from baowen.vbp.rounds.entered import NewLot, NewRound
from baowen.vbp.rounds.kinds import LIKENESS_WORDS, SUPPLY_WORDS, Likeness
from baowen.vbp.rounds.queries import Checked, Link, LotSuppliers, Standard
from baowen.vbp.rounds.rules.disagreements import KIND_WORDS
from baowen.vbp.rounds.rules.figures import NO_CUT_WORDS, cut_of, volume_of, winners_of
from baowen.web.exports import Row, Table
from baowen.web.viewer import Viewer

LOT = (("序号", "Lot"), ("品种", "Drug"))
BID = (*LOT, ("企业", "Enterprise"), ("规格", "Specification"))


def lot_table(new: NewRound, checked: Checked) -> Table:
    cycle = checked.rules.cycle
    return Table(
        (
            *LOT, ("规格", "Specification"), ("最小单位", "Unit"), ("最高有效申报价（元）", "Ceiling, yuan"),
            ("限价包装单位数", "Units in the pack of the ceiling"), ("报价数", "Bids"), ("中选企业数", "Winners"),
            ("应为月数", "Months by winners"), ("周期月数", "Months"), ("抗菌药物", "Antibiotic"),
            ("重点监控", "Key-monitored"), ("约定量（最小单位）", "Agreed volume, units"), ("缺失", "Missing"),
            ("替代品种", "Substitutes"),
        ),
        [
            [
                lot.number, lot.drug, lot.spec, lot.unit, lot.ceiling, lot.ceiling_units, len(lot.bids),
                winners_of(lot), cycle.months(winners_of(lot)) if cycle else None, lot.months,
                lot.is_antibiotic, lot.is_key_monitored, volume_of(lot).units, volume_of(lot).missing,
                "、".join(f"{drug}（{LIKENESS_WORDS[Likeness(kind)][0]}）" for drug, kind, _ in lot.besides),
            ]
            for lot in new.lots
        ],
    )  # fmt: skip


def bid_table(new: NewRound, viewer: Viewer) -> Table:
    rows: list[Row] = []
    for lot in new.lots:
        for bid in lot.bids:
            cut = cut_of(lot, bid)
            rows.append(
                [
                    lot.number, lot.drug, bid.enterprise_name, bid.spec, bid.quality_tier, bid.is_originator,
                    bid.is_multinational, bid.price, cut.base, cut.share, viewer.say(NO_CUT_WORDS[cut.why]),
                    bid.is_selected, " ".join(one.code for one in bid.products),
                ]
            )  # fmt: skip
    return Table(
        (
            *BID, ("质量层次", "Quality tier"), ("原研", "Originator"), ("跨国企业", "Multinational"),
            ("单位报价（元）", "Yuan a unit"), ("单位限价（元）", "Ceiling a unit"), ("降幅", "Cut"),
            ("无法计算的原因", "Why there is none"), ("中选", "Selected"), ("药品代码", "Products"),
        ),
        rows,
    )  # fmt: skip


def product_table(new: NewRound) -> Table:
    return Table(
        (
            *BID, ("药品代码", "Product"), ("每包装单位数", "Units a pack"), ("元/包装", "Yuan a pack"),
            ("中选", "Selected"),
        ),
        [
            [lot.number, lot.drug, bid.enterprise_name, bid.spec, one.code, one.units, one.price, bid.is_selected]
            for lot in new.lots
            for bid in lot.bids
            for one in bid.products
        ],
    )  # fmt: skip


def supply_table(new: NewRound, viewer: Viewer) -> Table:
    return Table(
        (*BID, ("地区代码", "Place code"), ("地区", "Place"), ("供应", "Supplies as")),
        [
            [
                lot.number, lot.drug, bid.enterprise_name, bid.spec, region, viewer.place(region),
                viewer.say(SUPPLY_WORDS[role]),
            ]
            for lot in new.lots
            for bid in lot.bids
            if bid.is_selected
            for region, role in bid.places
        ],
    )  # fmt: skip


def volume_table(lots: Sequence[NewLot], viewer: Viewer) -> Table:
    return Table(
        (*LOT, ("地区代码", "Place code"), ("地区", "Place"), ("规格", "Specification"),
         ("约定量（最小单位）", "Agreed volume, units")),
        [
            [lot.number, lot.drug, region, viewer.place(region), spec, units]
            for lot in lots
            for region, spec, units in lot.volumes
        ],
    )  # fmt: skip


def place_table(checked: Checked, viewer: Viewer) -> Table:
    return Table(
        (("地区代码", "Place code"), ("地区", "Place"), ("有主供的品种", "Lots with a main supplier"),
         ("有备供的品种", "Lots with a backup"), ("有约定量的品种", "Lots with a volume"),
         ("约定量缺失的品种", "Lots whose volume is missing")),
        [
            [one.region, viewer.place(one.region), one.mains, one.backups, one.volumes, one.missing]
            for one in checked.places
        ],
    )  # fmt: skip


def supplier_table(found: Sequence[LotSuppliers]) -> Table:
    return Table(
        (*LOT, ("主供", "Main supplier"), ("备供", "Backup supplier")),
        [
            [
                one.lot.number, one.lot.drug, "、".join(each.bid.enterprise_name for each in one.mains),
                "、".join(each.bid.enterprise_name for each in one.backups),
            ]
            for one in found
        ],
    )  # fmt: skip


def case_table(checked: Checked, viewer: Viewer) -> Table:
    return Table(
        (("情形", "Kind"), *LOT, ("企业", "Enterprise"), ("事实", "Facts"), ("涉及地区", "Places"), ("条款", "Clause")),
        [
            [
                viewer.say(KIND_WORDS[one.kind]), one.lot, one.drug, one.who, viewer.say((one.zh, one.en)),
                "、".join(map(viewer.place, one.regions)), one.clause,
            ]
            for one in checked.disagreements
        ],
    )  # fmt: skip


def remark_table(new: NewRound, viewer: Viewer) -> Table:
    return Table(
        (("文件", "File"), ("工作表", "Sheet"), ("行", "Row"), ("列", "Column"), ("内容", "Cell"), ("提示", "Remark")),
        [
            [one.file, one.sheet, one.row, one.column, one.value, viewer.say((one.message, one.message_en))]
            for one in new.remarks
        ],
    )  # fmt: skip


def standard_table(found: Sequence[Standard], viewer: Viewer) -> Table:
    return Table(
        (("药品代码", "Product"), ("地区", "Place"), ("元/包装", "Yuan a pack"), ("起", "From"), ("止", "Until"),
         ("批次", "Round"), ("序号", "Lot")),
        [
            [one.product_code, viewer.place(one.region), one.price, one.from_on, one.until_on, one.round_code, one.lot]
            for one in found
        ],
    )  # fmt: skip


def chain_table(links: Sequence[Link]) -> Table:
    return Table(
        (("批次", "Round"), ("名称", "Name"), ("开始", "First day"), ("结束", "Last day"), ("品种", "Drug"),
         ("最低中选价（元/单位）", "Cheapest selected, yuan a unit")),
        [
            [link.round.code, link.round.name, link.round.starts_on, link.round.ends_on, drug, price]
            for link in links
            for drug, price in sorted(link.prices.items())
        ],
    )  # fmt: skip
