"""Production: lines, who supplies raw materials to whom, what raw materials of Chinese medicine cost and whether they
are to be had. PRD-1, COL-7."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from baowen.collect.contract import Choice, Column, Feed, Kind
from baowen.collect.feeds.columns import MOST_MONEY, MOST_QUANTITY, PRODUCT, REGION, ZERO, named, not_before

_PRODUCT_IF_ANY = replace(PRODUCT, required=False)
_FROM = Column(
    name="from_on", zh="起始日期", en="from", kind=Kind.DATE, required=True, aliases=("开始日期", "生效日期")
)  # fmt: skip
_UNTIL = Column(name="until_on", zh="终止日期", en="until, the last day", kind=Kind.DATE, aliases=("结束日期",))

PRODUCTION_LINE = Feed(
    name="production_line", zh="生产线登记", en="register of production lines",
    about_zh="一行一个企业在一个场地生产一个品规的生产线。停产、变更另起一行并给前一行填终止日期，不要删除。",
    about_en="One row a line: a maker, a site, a product. A stop or a change is a new row, and the row before gets its "
             "last day; nothing is deleted.",
    key=("product_code", "maker_name", "site", "from_on"), requirements=("PRD-1",),
    columns=(
        PRODUCT,
        Column(name="maker_name", zh="生产企业", en="maker", kind=Kind.TEXT, required=True, aliases=("企业名称",)),
        Column(name="maker_code", zh="统一社会信用代码", en="maker's credit code", kind=Kind.CODE),
        Column(name="site", zh="生产场地", en="site", kind=Kind.TEXT, required=True, aliases=("生产地址", "车间")),
        named(REGION, "region_code", "所在地", "region"),
        Column(name="yearly_capacity", zh="年产能", en="capacity a year", kind=Kind.QUANTITY, least=ZERO,
               most=MOST_QUANTITY, unit="最小包装 packs"),
        Column(name="line_state", zh="状态", en="state", kind=Kind.CHOICE, required=True, choices=(
            Choice("active", "在产", "active", ("正常",)), Choice("stopped", "停产", "stopped"),
            Choice("changing", "变更中", "in change", ("转移中", "改造中")),
        )),
        _FROM, _UNTIL,
    ),
    checks=(not_before("until_on", "from_on", "终止日期早于起始日期", "ended before it began"),),
)  # fmt: skip

SUPPLY_LINK = Feed(
    name="supply_link", zh="原料供应关系", en="raw-material supply links",
    about_zh="一行一个原料药企业向一个制剂企业供应一种原料药。药品代码留空表示该企业含此原料药的全部品种。",
    about_en="One row a maker of an ingredient that supplies a maker of drugs. No product code means every product of "
             "that maker with the ingredient.",
    key=("ingredient", "supplier_name", "maker_name", "product_code", "from_on"), requirements=("PRD-1",),
    columns=(
        Column(name="ingredient", zh="原料药", en="ingredient", kind=Kind.TEXT, required=True,
               aliases=("原料药名称",), help_zh="与药品目录“原料药”一列写法相同，才能连到制剂"),
        Column(name="supplier_name", zh="原料药企业", en="raw-material maker", kind=Kind.TEXT, required=True),
        Column(name="supplier_code", zh="原料药企业信用代码", en="its credit code", kind=Kind.CODE),
        Column(name="maker_name", zh="制剂企业", en="drug maker", kind=Kind.TEXT, required=True,
               aliases=("制剂生产企业",)),
        Column(name="maker_code", zh="制剂企业信用代码", en="the drug maker's credit code", kind=Kind.CODE),
        _PRODUCT_IF_ANY,
        Column(name="link_kind", zh="供应方式", en="kind of link", kind=Kind.CHOICE, required=True, choices=(
            Choice("registered", "登记来源", "registered source", ("注册来源", "关联审评")),
            Choice("direct", "直接供应联盟", "direct-supply agreement", ("直供", "直接供应")),
            Choice("integrated", "原料药制剂一体化", "integrated maker", ("一体化",)),
        )),
        Column(name="share", zh="供应份额", en="share of what the drug maker uses", kind=Kind.QUANTITY, least=ZERO,
               most=Decimal(1), unit="0 到 1 from 0 to 1"),
        _FROM, _UNTIL,
    ),
    checks=(not_before("until_on", "from_on", "终止日期早于起始日期", "ended before it began"),),
)  # fmt: skip

HERB_MARKET = Feed(
    name="herb_market", zh="中药材行情", en="herb markets",
    about_zh="一行一种中药材在一个市场一日的价格和货源。没有价格的留空，不要填 0。",
    about_en="One row a herb, a market and a day: its price, and whether it is to be had. No price is empty, never 0.",
    key=("herb", "grade", "market", "observed_on"), dated_by="observed_on", requirements=("COL-7",),
    columns=(
        Column(name="herb", zh="中药材", en="herb", kind=Kind.TEXT, required=True, aliases=("品种", "中药材名称")),
        Column(name="grade", zh="规格等级", en="grade", kind=Kind.TEXT, aliases=("等级",)),
        Column(name="market", zh="市场", en="market", kind=Kind.TEXT, required=True, aliases=("产地", "交易市场")),
        Column(name="observed_on", zh="日期", en="day", kind=Kind.DATE, required=True, aliases=("报价日期",)),
        Column(name="price", zh="价格", en="price", kind=Kind.PRICE, least=Decimal("0.0001"), most=MOST_MONEY,
               unit="元/千克 yuan per kg"),
        Column(name="supply_state", zh="货源", en="supply", kind=Kind.CHOICE, choices=(
            Choice("ample", "充足", "ample"), Choice("tight", "偏紧", "tight"), Choice("none", "无货", "none"),
        )),
    ),
)  # fmt: skip

FEEDS = (PRODUCTION_LINE, SUPPLY_LINK, HERB_MARKET)
