"""Every policy key that exists. A pack that uses another is refused; the reference page is made from these."""

from __future__ import annotations

from baowen.core.policy.registry import (
    buying,
    duty,
    hospital_formulary,
    hospital_grading,
    hospital_holdings,
    hospital_shares,
    hospital_substitutes,
    listing,
    lists,
    monitor,
    monitor_detection,
    monitor_duty,
    monitor_expectation,
    monitor_marks,
    monitor_signal,
    monitor_supply,
    outcomes,
    presets,
    price,
    produce,
    publication,
    redflag,
    reserve_goods,
    reserve_lines,
    reserve_plans,
    reserve_transfers,
    trade,
    vbp_contracts,
    vbp_evaluation,
    vbp_progress,
    vbp_rounds,
    vbp_supply,
    vbp_volumes,
)
from baowen.core.policy.spec import KeySpec

GROUPS: tuple[tuple[str, str, tuple[KeySpec, ...]], ...] = (
    (
        "分级应对、报告、清单、医疗机构、储备、生产",
        "Response, reports, lists, hospitals, reserves, production",
        duty.SPECS,
    ),
    ("列入清单的效果", "What being listed opens", lists.SPECS),
    ("采购途径、议价和备案采购", "Routes to buy, negotiations and filed purchases", buying.SPECS),
    ("集中采购、配送、结算、信用", "Procurement in volume, delivery, settlement, credit", trade.SPECS),
    ("集采批次", "Rounds of volume-based procurement", vbp_rounds.SPECS),
    ("集采报量", "Volume reports", vbp_volumes.SPECS),
    ("集采协议", "Contracts of volume-based procurement", vbp_contracts.SPECS),
    ("集采供应问题和企业档案", "Supply of selected drugs and enterprise files", vbp_supply.SPECS),
    ("集采执行进度", "Progress of volume-based procurement", vbp_progress.SPECS),
    ("集采考核", "Evaluation of volume-based procurement", vbp_evaluation.SPECS),
    ("储备计划和承储企业", "Plans of reserves and their holders", reserve_plans.SPECS),
    ("储备出入库和资金", "Goods and money of reserves", reserve_goods.SPECS),
    ("库存警戒线和断供推演", "Warning lines and what a stop would do", reserve_lines.SPECS),
    ("药品调剂", "Transfers", reserve_transfers.SPECS),
    ("基本药物占比和处方点评", "Shares of essential medicines, prescription review", hospital_shares.SPECS),
    ("用药目录", "Formularies", hospital_formulary.SPECS),
    ("短缺药品分级", "Grades of short drugs", hospital_grading.SPECS),
    ("替代用药指南", "The guide of substitutes", hospital_substitutes.SPECS),
    ("库存向公众公开", "Stock shown to the public", hospital_holdings.SPECS),
    ("生产登记", "Registers of production", produce.SPECS),
    ("措施效果", "Outcomes of measures", outcomes.SPECS),
    ("价格与差比价", "Prices and price ratios", price.SPECS),
    ("挂网申报", "Applications to list", listing.SPECS),
    ("向公众公布", "What the public is shown", publication.SPECS),
    ("采购红旗", "Red flags of purchases", redflag.SPECS),
    ("监测预警", "Monitoring and warning", monitor.SPECS),
    (
        "货款、集采、基本药物、报送的监测",
        "Watching payment, agreed volumes, essential medicines, reports",
        monitor_duty.SPECS,
    ),
    ("监测预警：检出效果", "Monitoring: what decides detection", monitor_detection.SPECS),
    ("监测预警：供应的其他指标", "Monitoring: further supply indicators", monitor_supply.SPECS),
    ("监测预警：挂网价比较与颜色标识", "Monitoring: listed prices and colour marks", monitor_marks.SPECS),
    ("预期、断供概率与风险评分", "Expectation, chance of running out, risk score", monitor_expectation.SPECS),
    ("预警的归并、抑制与告知", "Signals: joined, silenced, notified", monitor_signal.SPECS),
    (
        "可选预设：别处的规则，本身不生效",
        "Presets: rules of other places, they rule nowhere by themselves",
        presets.SPECS,
    ),
)


def index_keys(groups: tuple[tuple[str, str, tuple[KeySpec, ...]], ...]) -> dict[str, KeySpec]:
    """Specs by key; a double key is a fault of the program and raises ValueError."""
    found: dict[str, KeySpec] = {}
    for _, _, specs in groups:
        for spec in specs:
            if spec.key in found:
                raise ValueError(f"policy key {spec.key} is declared twice")
            found[spec.key] = spec
    return found


KEYS = index_keys(GROUPS)
