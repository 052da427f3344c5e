"""Registers: what exists. Catalogue, organisations, lists, listing prices, makers of raw materials."""

from __future__ import annotations

from decimal import Decimal

from baowen.collect.contract import Choice, Column, Feed, Kind
from baowen.collect.feeds.columns import CLASSES, MOST_MONEY, MOST_QUANTITY, PRODUCT, REGION, ZERO, named, not_before

CATALOGUE = Feed(
    name="catalogue", zh="药品目录", en="catalogue of products",
    about_zh="一行一个品规（一个企业、一个剂型、一个规格、一个包装）。其他数据按药品代码与它相连。",
    about_en="One row a product: one maker, dosage form, strength and pack. All other feeds refer to it by code.",
    key=("product_code",), requirements=("COL-1", "PRI-4"),
    columns=(
        Column(name="product_code", zh="药品代码", en="product code", kind=Kind.CODE, required=True,
               aliases=PRODUCT.aliases, help_zh="国家医保药品代码（23 或 20 位）或平台自编代码"),
        Column(name="generic_name", zh="通用名", en="generic name", kind=Kind.TEXT, required=True,
               aliases=("药品名称", "注册名称", "通用名称")),
        Column(name="dosage_form", zh="剂型", en="dosage form", kind=Kind.TEXT, aliases=("剂型名称", "实际剂型")),
        Column(name="spec", zh="规格", en="specification", kind=Kind.TEXT, aliases=("实际规格", "注册规格")),
        Column(name="packaging", zh="包装", en="packaging", kind=Kind.TEXT, aliases=("包装规格",)),
        Column(name="units_per_pack", zh="最小包装数量", en="smallest units in a pack", kind=Kind.QUANTITY,
               least=Decimal("0.0001"), most=Decimal(100000), aliases=("转换比", "包装数量")),
        Column(name="smallest_unit", zh="最小制剂单位", en="smallest unit", kind=Kind.TEXT, aliases=("制剂单位",)),
        Column(name="maker_code", zh="生产企业统一社会信用代码", en="maker's credit code", kind=Kind.CODE),
        Column(name="maker_name", zh="生产企业", en="maker", kind=Kind.TEXT, aliases=("药品企业", "生产厂家")),
        Column(name="approval_no", zh="批准文号", en="approval number", kind=Kind.CODE, aliases=("国药准字",)),
        Column(name="base_code", zh="药品本位码", en="14-digit base code", kind=Kind.CODE, aliases=("本位码",)),
        Column(name="atc_code", zh="ATC 分类", en="ATC class", kind=Kind.CODE, aliases=("分类代码",)),
        Column(name="ingredient", zh="原料药", en="active ingredient", kind=Kind.TEXT),
        Column(name="drug_class", zh="供应分类", en="supply class", kind=Kind.CHOICE, choices=CLASSES),
        Column(name="transport_class", zh="运输分类", en="class of transport", kind=Kind.CHOICE, choices=(
            Choice("ordinary", "常温", "ordinary", ("普通",)), Choice("cold", "冷链", "cold chain", ("冷藏",)),
            Choice("controlled", "特殊管理", "controlled (narcotics and the like)", ("麻精",)),
        )),
        Column(name="is_essential", zh="基本药物", en="essential medicine", kind=Kind.FLAG),
        Column(name="is_selected", zh="集采中选", en="selected in procurement", kind=Kind.FLAG, aliases=("中选",)),
        Column(name="payment_class", zh="医保类别", en="reimbursement class", kind=Kind.TEXT,
               aliases=("目录等级", "甲乙类")),
        Column(name="listed_on", zh="挂网日期", en="listed on", kind=Kind.DATE),
        Column(name="delisted_on", zh="撤网日期", en="delisted on", kind=Kind.DATE),
    ),
    checks=(not_before("delisted_on", "listed_on", "撤网日期早于挂网日期", "delisted before it was listed"),),
)  # fmt: skip

ORGANISATION = Feed(
    name="organisation", zh="机构", en="organisations",
    about_zh="医疗机构、生产企业、配送企业、承储企业等，每个机构属于一个行政区划。",
    about_en="Hospitals, makers, distributors, reserve holders; each lies in one region.",
    key=("org_code",), requirements=("ORG-2", "ORG-3"),
    columns=(
        Column(name="org_code", zh="机构代码", en="organisation code", kind=Kind.CODE, required=True,
               aliases=("医疗机构代码", "企业编码")),
        Column(name="org_name", zh="机构名称", en="name", kind=Kind.TEXT, required=True, aliases=("名称", "机构")),
        Column(name="org_type", zh="机构类型", en="type", kind=Kind.CHOICE, required=True, choices=(
            Choice("hospital", "医疗机构", "hospital", ("医院",)), Choice("maker", "生产企业", "maker", ("药企",)),
            Choice("distributor", "配送企业", "distributor", ("配送商",)),
            Choice("reserve", "承储企业", "reserve holder"), Choice("pharmacy", "零售药店", "pharmacy", ("药店",)),
            Choice("regulator", "主管部门", "regulator"),
        )),
        REGION,
        Column(name="org_level", zh="机构等级", en="level", kind=Kind.CHOICE, choices=(
            Choice("grassroots", "基层", "grassroots", ("一级", "乡镇卫生院")),
            Choice("second", "二级", "second level"), Choice("third", "三级", "third level"),
            Choice("specialist", "专科", "specialist"),
        )),
        Column(name="is_remote", zh="偏远地区", en="remote (50 km or more from the county seat)", kind=Kind.FLAG),
        Column(name="credit_code", zh="统一社会信用代码", en="credit code", kind=Kind.CODE, aliases=("信用代码",)),
        Column(name="parent_code", zh="牵头机构代码", en="lead organisation", kind=Kind.CODE),
        Column(name="longitude", zh="经度", en="longitude", kind=Kind.QUANTITY, least=Decimal(-180), most=Decimal(180),
               unit="度 degrees", help_zh="用于估算调剂路程；没有的留空，按同县、同市、跨市估算"),
        Column(name="latitude", zh="纬度", en="latitude", kind=Kind.QUANTITY, least=Decimal(-90), most=Decimal(90),
               unit="度 degrees"),
    ),
)  # fmt: skip

LIST_ENTRY = Feed(
    name="list_entry", zh="清单条目", en="list entries",
    about_zh="国家、省、市短缺药品清单和重点监测清单的条目；清单＝发布机关＋种类＋期次＋生效日期，不是药品上的标记。",
    about_en="Entries of shortage and monitoring lists. A list is issuer, kind, edition and effective date, "
             "never a flag on the drug.",
    key=("region_code", "list_kind", "edition", "generic_name", "dosage_form"), requirements=("LST-1", "LST-2"),
    columns=(
        named(REGION, "region_code", "发布地区", "issuing region"),
        Column(name="list_kind", zh="清单种类", en="kind of list", kind=Kind.CHOICE, required=True, choices=(
            Choice("shortage", "短缺药品清单", "shortage list"),
            Choice("monitoring", "临床必需易短缺药品重点监测清单", "monitoring list", ("重点监测清单",)),
            Choice("essential", "国家基本药物目录", "national essential medicines list", ("基本药物目录", "基药目录")),
        )),
        Column(name="edition", zh="期次", en="edition", kind=Kind.TEXT, required=True, aliases=("批次", "版次")),
        Column(name="effective_on", zh="生效日期", en="effective on", kind=Kind.DATE, required=True),
        Column(name="generic_name", zh="通用名", en="generic name", kind=Kind.TEXT, required=True,
               aliases=("药品通用名", "药品名称")),
        Column(name="dosage_form", zh="剂型", en="dosage form", kind=Kind.TEXT),
    ),
)  # fmt: skip

LISTING_PRICE = Feed(
    name="listing_price", zh="挂网价", en="listing prices",
    about_zh="一个药品在一个地区自某日起的挂网价格。价格历史全部保留，0 元不是价格。",
    about_en="The listed price of a product in a region from a day on. All history stays; 0 is not a price.",
    key=("product_code", "region_code", "valid_from"), dated_by="valid_from",
    requirements=("PRC-1", "MON-4", "PRI-4"),
    columns=(
        PRODUCT, REGION,
        Column(name="valid_from", zh="执行日期", en="valid from", kind=Kind.DATE, required=True,
               aliases=("挂网日期", "生效日期")),
        Column(name="price", zh="挂网价", en="price of one pack", kind=Kind.PRICE, required=True,
               least=Decimal("0.0001"), most=MOST_MONEY, unit="元/最小包装 yuan per pack", aliases=("价格", "挂网价格"),
               help_zh="没有价格请留空并说明，不要填 0"),
        Column(name="previous_price", zh="原价", en="price before", kind=Kind.PRICE, least=ZERO, most=MOST_MONEY),
        Column(name="currency", zh="币种", en="currency", kind=Kind.CODE, help_zh="缺省为人民币 CNY"),
        Column(name="status", zh="状态", en="status", kind=Kind.CHOICE, choices=(
            Choice("listed", "挂网", "listed"), Choice("suspended", "暂停挂网", "suspended", ("暂停",)),
            Choice("withdrawn", "撤网", "withdrawn"),
        )),
    ),
)  # fmt: skip

API_MAKER = Feed(
    name="api_maker", zh="原料药生产企业登记", en="register of raw-material makers",
    about_zh="一行一个企业生产的一种原料药（或中药材）。停产、注销的填写终止日期，不要删除，历史月份还要用到。",
    about_en="One row a maker of one active ingredient, or of one raw material of Chinese medicine. A maker that "
             "stopped keeps its row with an end date: past months are judged with it.",
    key=("material_kind", "ingredient", "maker_name"), requirements=("COL-7", "MON-7", "PRD-1"),
    columns=(
        Column(name="material_kind", zh="类别", en="kind", kind=Kind.CHOICE, required=True, choices=(
            Choice("api", "原料药", "active ingredient", ("化学原料药",)),
            Choice("herb", "中药材", "raw material of Chinese medicine", ("中药饮片",)),
        )),
        Column(name="ingredient", zh="品种", en="ingredient", kind=Kind.TEXT, required=True,
               aliases=("原料药", "原料药名称", "中药材名称"), help_zh="与药品目录“原料药”一列写法相同，才能连到制剂"),
        Column(name="maker_name", zh="生产企业", en="maker", kind=Kind.TEXT, required=True,
               aliases=("企业名称", "原料药企业")),
        Column(name="maker_code", zh="统一社会信用代码", en="maker's credit code", kind=Kind.CODE),
        named(REGION, "region_code", "所在地", "region"),
        Column(name="status", zh="状态", en="status", kind=Kind.CHOICE, choices=(
            Choice("active", "在产", "active", ("正常",)), Choice("stopped", "停产", "stopped"),
            Choice("cancelled", "注销", "cancelled"),
        )),
        Column(name="yearly_output", zh="年产量", en="output a year", kind=Kind.QUANTITY, least=ZERO,
               most=MOST_QUANTITY, unit="千克 kg", aliases=("产量", "年产能", "产能"),
               help_zh="没有产量的留空；同一品种的企业都留空时按企业数平均计算份额"),
        Column(name="registered_on", zh="登记日期", en="registered on", kind=Kind.DATE),
        Column(name="ended_on", zh="终止日期", en="ended on", kind=Kind.DATE, aliases=("停产日期", "注销日期")),
    ),
    checks=(not_before("ended_on", "registered_on", "终止日期早于登记日期", "ended before it was registered"),),
)  # fmt: skip

FEEDS = (CATALOGUE, ORGANISATION, LIST_ENTRY, LISTING_PRICE, API_MAKER)
