"""The specification parser against strings that were read by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from baowen.drugs.spec import REASONS, Amount, Component, Spec, parse_spec
from baowen.drugs.spec_units import MEASURES, find_quantities, plain_spec


def written(spec: Spec) -> str:
    """A specification in one line: every field that says something, in a fixed order."""

    def number(value: Decimal) -> str:
        return f"{value.normalize():f}"

    def amount(value: Amount | None) -> str:
        return "" if value is None else number(value.value) + value.unit

    parts = {
        "S": amount(spec.strength),
        "per": amount(spec.strength_per),
        "A": amount(spec.activity),
        "C": "+".join(f"{part.name} {amount(part.amount)}".strip() for part in spec.components),
        "V": "" if spec.volume_ml is None else number(spec.volume_ml),
        "F": amount(spec.fill),
        "E": amount(spec.equivalent),
        "%": amount(spec.concentration),
        "size": spec.size,
        "n": "" if spec.count is None else number(spec.count),
        "u": spec.smallest_unit,
    }
    return " ".join(f"{name}={value}" for name, value in parts.items() if value)


# text, dosage form, what a pharmacist reads
HAND_READ = (
    ("0.1g*24片*2板/盒", "", "S=100mg n=48 u=片"),
    ("10ml:0.5g", "", "S=500mg V=10"),
    ("1g(100万单位)", "", "S=1000mg A=1000000单位"),
    ("每瓶装60片", "", "n=60 u=片"),
    ("每片重0.35g", "", "F=350mg u=片"),
    ("5mg（按伏格列波糖计）", "", "S=5mg"),
    ("100ml:氯化钠0.9g与葡萄糖5g", "", "C=氯化钠 900mg+葡萄糖 5000mg V=100"),
    ("10g×10袋", "颗粒剂", "F=10000mg n=10 u=袋"),
    ("0.25g×12s×2板", "胶囊剂", "S=250mg n=24 u=粒"),
    ("2ml:80mg(8万单位)", "注射剂", "S=80mg A=80000单位 V=2 u=支"),
    ("1.25mg/片", "", "S=1.25mg u=片"),
    ("5%，100ml", "", "V=100 %=5%"),
    ("20mg", "片剂", "S=20mg u=片"),
    ("10g", "注射剂", "S=10000mg u=支"),
    ("10g", "颗粒剂", "F=10000mg u=袋"),
    ("2ml:0.3mg", "注射剂", "S=0.3mg V=2 u=支"),
    ("每粒装0.4g", "胶囊剂", "F=400mg u=粒"),
    ("0.125g（按C15H14ClN3O4S计算）", "片剂", "S=125mg u=片"),
    ("每袋装2g", "颗粒剂", "F=2000mg u=袋"),
    ("20ml", "注射剂", "V=20 u=支"),
    ("每丸重9g", "大蜜丸", "F=9000mg u=丸"),
    ("0.06%", "凝胶剂", "%=0.06%"),
    ("每10粒重2g", "水丸", "F=200mg u=粒"),
    ("0.5g（50万单位）", "注射剂", "S=500mg A=500000单位 u=支"),
    ("按C17H18N2O6S计算1.0g", "注射剂", "S=1000mg u=支"),
    ("21000IU", "", "S=21000单位"),
    ("每袋含蒙脱石3g", "散剂", "S=3000mg C=蒙脱石 3000mg u=袋"),
    ("20μg", "薄膜衣片", "S=0.02mg u=片"),
    ("0.25ug", "片剂", "S=0.00025mg u=片"),
    ("160微克", "", "S=0.16mg"),
    ("250ml:莫西沙星0.4g与氯化钠2.0g", "注射剂", "C=莫西沙星 400mg+氯化钠 2000mg V=250 u=支"),
    ("每8丸相当于原药材3克", "浓缩丸", "E=375mg u=丸"),
    ("2g:0.1g", "糊剂", "S=100mg F=2000mg"),
    ("每袋装5g(相当于饮片17.3g)", "颗粒剂", "F=5000mg E=17300mg u=袋"),
    ("每16丸重1.84g(相当于生药材4.5g)", "浓缩丸", "F=115mg E=281.25mg u=丸"),
    ("每8丸重1.36g(每8丸相当于原生药3g）", "浓缩丸", "F=170mg E=375mg u=丸"),
    ("250ml:12.5g（总氨基酸）", "注射剂", "S=12500mg V=250 u=支"),
    (
        "1.5g（C25H27N9O8S2 1.0g与C8H11NO5S 0.5g）",
        "注射剂",
        "S=1500mg C=C25H27N9O8S2 1000mg+C8H11NO5S 500mg u=支",
    ),
    (
        "3.375g（C23H27N5O7S3.0g与C10H12N4O5S0.375g）",
        "",
        "S=3375mg C=C23H27N5O7S 3000mg+C10H12N4O5S 375mg",
    ),
    ("1.2g（C16H19N3O5S1g与C8H9NO50.2g）", "", "S=1200mg C=C16H19N3O5S 1000mg+C8H9NO5 200mg"),
    ("0.2285g（C16H19N3O50.2g与C8H9NO5S28.5mg）", "", "S=228.5mg"),
    ("7cm？á10cm", "贴膏剂", "size=7*10cm u=贴"),
    ("10×14平方厘米", "贴剂", "size=10*14cm u=贴"),
    ("4.125mg/7.5cm2/贴", "贴剂", "S=4.125mg size=7.5cm2 u=贴"),
    ("3ml:300单位（笔芯）", "注射剂", "S=300单位 V=3 u=支"),
    ("3ml300国际单位（10.5mg）（笔芯）", "注射剂", "S=300单位 V=3 u=支"),
    ("0.4ml:4000AxaIU", "注射剂", "S=4000AXaIU V=0.4 u=支"),
    ("0.25g（2.5亿活菌数）", "胶囊剂", "S=250mg A=250000000CFU u=粒"),
    ("6.0×10E6国际单位（100ug）:0.6ml", "注射剂", "S=6000000单位 V=0.6 u=支"),
    ("1.5mg（1.2×10^7AU）", "注射剂", "S=1.5mg A=12000000AU u=支"),
    ("925MBq", "", "S=925MBq"),
    ("3mg/ml", "", "S=3mg per=1ml"),
    ("10mg/ml,每瓶装量0.165ml", "注射剂", "S=10mg per=1ml V=0.165 u=瓶"),
    ("75μg/0.3ml/支", "注射剂", "S=0.075mg V=0.3 u=支"),
    ("0.1%（10g:10mg）", "软膏剂", "S=10mg F=10000mg %=0.1%"),
    ("10g（20%,50ml）", "注射剂", "S=10000mg V=50 %=20% u=支"),
    ("20%.10g", "注射剂", "S=10000mg %=20% u=支"),
    ("每片含维生素C49.5mg、对乙酰氨基酚105mg", "片剂", "C=维生素C 49.5mg+对乙酰氨基酚 105mg u=片"),
    ("每粒含维生素A1800单位与维生素D600单位", "", "C=维生素A 1800单位+维生素D 600单位 u=粒"),
    ("维生素B11.0mg,维生素B6l.0mg", "片剂", "C=维生素B1 1mg+维生素B6 1mg u=片"),
    ("500ml:30g右旋糖酐40与25g葡萄糖", "注射剂", "C=右旋糖酐40 30000mg+葡萄糖 25000mg V=500 u=支"),
    ("500ml:50g（大豆油）:6g（卵磷脂）", "注射剂", "C=大豆油 50000mg+卵磷脂 6000mg V=500 u=支"),
    ("250ml:8.06g（总氨基酸）与12.5g木糖醇", "", "C=总氨基酸 8060mg+木糖醇 12500mg V=250"),
    ("15g:硝酸益康唑0.15g与曲安奈德15mg", "乳膏剂", "C=硝酸益康唑 150mg+曲安奈德 15mg F=15000mg"),
    ("每片重0.5g(含三七总皂苷50mg)", "片剂", "S=50mg C=三七总皂苷 50mg F=500mg u=片"),
    ("0.3g（含铋110mg）", "胶囊剂", "S=300mg C=铋 110mg u=粒"),
    ("每片400mg含草木犀流浸液25mg", "片剂", "S=25mg C=草木犀流浸液 25mg F=400mg u=片"),
    (
        "每瓶含布地奈德20mg,每瓶200揿,每揿含布地奈德0.1mg",
        "气雾剂",
        "S=0.1mg C=布地奈德 0.1mg n=200 u=揿",
    ),
    ("每20粒重lg", "水丸", "F=50mg u=粒"),
    ("lml:0.5mg", "注射剂", "S=0.5mg V=1 u=支"),
    ("2ml:O.5g", "注射剂", "S=500mg V=2 u=支"),
    ("50m1:0.45g", "注射剂", "S=450mg V=50 u=支"),
    ("1．0g", "注射剂", "S=1000mg u=支"),
    ("2ml:0.25g（250,000单位）", "注射剂", "S=250mg A=250000单位 V=2 u=支"),
    ("2ml;0.25g", "注射剂", "S=250mg V=2 u=支"),
    ("36g/盒", "丸剂", "F=36000mg u=盒"),
    ("5mg/5支", "注射剂", "S=5mg n=5 u=支"),
    ("0.2g*18", "片剂", "S=200mg n=18 u=片"),
    ("每瓶装20片", "", "n=20 u=片"),
    ("对乙酰氨基酚0.25g,盐酸金刚烷胺0.1g*10粒", "胶囊剂", "C=对乙酰氨基酚 250mg+盐酸金刚烷胺 100mg n=10 u=粒"),
    ("10mg:5mg（盐酸贝那普利:氨氯地平）", "片剂", "C=盐酸贝那普利 10mg+氨氯地平 5mg u=片"),
    ("氢氧化铝0.245g，颠茄流浸膏0.0026ml", "片剂", "C=氢氧化铝 245mg+颠茄流浸膏 0.0026ml u=片"),
    ("尿囊素0.1％，硫酸锌0.1％", "滴眼剂", "C=尿囊素 0.1%+硫酸锌 0.1%"),
    ("20ml:15.2g（附1ml:0.3g试验针）", "注射剂", "S=15200mg V=20 u=支"),
    ("2g（10%20ml）每瓶含蛋白质2g，蛋白质浓度为10%，装量20ml。", "", "S=2000mg C=蛋白质 2000mg V=20 %=10% u=瓶"),
    ("100ml:0.2g:0.9g", "注射液", "C=200mg+900mg V=100 u=支"),
    ("75IU FSH＋75IU LH", "注射剂", "C=FSH 75单位+LH 75单位 u=支"),
    ("每袋含钙500mg/维生素D35μg（200国际单位）", "颗粒剂", "C=钙 500mg+维生素D3 0.005mg u=袋"),
    ("每100ml含碘海醇64.7g", "注射剂", "S=64700mg per=100ml C=碘海醇 64700mg u=支"),
    ("硼酸9%,冰片0.4%。", "滴耳液", "C=硼酸 9%+冰片 0.4%"),
    ("96人份", "", "n=96 u=人份"),
)


def test_the_table_holds_at_least_eighty_strings() -> None:
    assert len({text for text, _, _ in HAND_READ}) >= 80


@pytest.mark.parametrize(("text", "form", "expected"), HAND_READ, ids=[text for text, _, _ in HAND_READ])
def test_it_reads_a_specification_as_a_pharmacist_does(text: str, form: str, expected: str) -> None:
    parsed = parse_spec(text, dosage_form=form)
    assert parsed.reason is None
    assert [written(spec) for spec in parsed.specs] == [expected]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("----", "empty"),
        ("－－－－", "empty"),
        ("复方", "compound_unclear"),
        ("糖衣片", "no_amount"),
        ("0.25", "number_without_unit"),
        ("2ml:250", "number_without_unit"),
        ("每丸重1g-1.5g", "range"),
        ("3.7MBq——222MBq", "range"),
        ("每支装10ml;每瓶装120毫升", "several_volumes"),
        ("每支1.0ml,含菌1.8×10^9 个", "implausible"),
        ("每瓶含A型肉毒毒素50U,100U", "unclear_amounts"),
        ("雌二醇片含雌二醇1mg；雌二醇地屈孕酮片含雌二醇1mg和地屈孕酮10mg。", "unclear_amounts"),
        ("1g" * 400, "too_long"),
    ],
)
def test_it_says_why_it_cannot_read(text: str, reason: str) -> None:
    parsed = parse_spec(text)
    assert (parsed.specs, parsed.reason) == ((), reason)
    assert REASONS[reason][0]


def test_a_tablet_of_ten_grams_is_refused_but_an_ampoule_is_not() -> None:
    assert parse_spec("10g", dosage_form="片剂").reason == "implausible"
    assert parse_spec("10g", dosage_form="注射剂").reason is None


def test_several_forms_and_salts_become_several_specifications() -> None:
    parsed = parse_spec(
        "（钾盐）注射用无菌粉末：0.25g（40 万单位）、0.5g（80 万单位）；"
        "（钠盐）注射用无菌粉末：0.24g（40 万单位）；片剂、胶囊：0.125g"
    )
    assert [(spec.salt, spec.form, written(spec)) for spec in parsed.specs] == [
        ("钾盐", "注射用无菌粉末", "S=250mg A=400000单位"),
        ("钾盐", "注射用无菌粉末", "S=500mg A=800000单位"),
        ("钠盐", "注射用无菌粉末", "S=240mg A=400000单位"),
        ("", "片剂、胶囊", "S=125mg"),
    ]
    assert parsed.only is None


def test_numbered_specifications_share_the_words_before_them() -> None:
    parsed = parse_spec("按C18H33ClN2O5S计（1）10g:0.1g   （2）20g:0.2g")
    assert [written(spec) for spec in parsed.specs] == ["S=100mg F=10000mg", "S=200mg F=20000mg"]
    assert {spec.basis for spec in parsed.specs} == {"C18H33ClN2O5S"}


def test_semicolons_between_components_do_not_split() -> None:
    only = parse_spec("每1ml：聚乙二醇4mg；丙二醇3mg").only
    assert only is not None
    assert written(only) == "per=1ml C=聚乙二醇 4mg+丙二醇 3mg"


def test_the_basis_is_kept_as_written() -> None:
    only = parse_spec("10mg（1万单位,以庆大霉素计）").only
    assert only is not None
    assert only.basis == "庆大霉素"


@pytest.mark.parametrize(
    ("spec", "packaging", "count", "unit"),
    [
        ("0.25g", "12粒/板×2板/盒", 24, "粒"),
        ("0.25g", "24片/瓶", 24, "片"),
        ("2ml:0.1g", "10支/盒", 10, "支"),
        ("0.1g*30片", "60片/瓶", 30, "片"),
    ],
)
def test_packaging_gives_the_count_only_where_the_specification_has_none(
    spec: str, packaging: str, count: int, unit: str
) -> None:
    only = parse_spec(spec, packaging=packaging).only
    assert only is not None
    assert (only.count, only.smallest_unit) == (Decimal(count), unit)


def test_a_bare_mass_is_the_weight_of_a_chinese_patent_medicine_and_the_strength_of_others() -> None:
    western = parse_spec("0.5g", dosage_form="片剂").only
    chinese = parse_spec("0.5g", dosage_form="片剂", chinese_patent=True).only
    pure = parse_spec("10mg", dosage_form="片剂", chinese_patent=True).only
    assert western is not None
    assert chinese is not None
    assert pure is not None
    assert (written(western), written(chinese), written(pure)) == ("S=500mg u=片", "F=500mg u=片", "S=10mg u=片")


def test_the_active_strength_leaves_the_vehicle_out_but_not_a_second_drug() -> None:
    infusion = parse_spec("100ml:左氧氟沙星0.5g与氯化钠0.9g").only
    compound = parse_spec("每片含缬沙坦80mg、氨氯地平5mg").only
    assert infusion is not None
    assert compound is not None
    assert infusion.active_strength == Amount(Decimal(500), "mg")
    assert compound.active_strength is None
    assert compound.components[1] == Component("氨氯地平", Amount(Decimal(5), "mg"))


def test_spellings_of_one_unit_are_equal() -> None:
    texts = ("0.02mg", "20μg", "20µg", "20ug", "20mcg", "20微克", "２０μｇ", "0.00002克")
    found = {(item.value.normalize(), item.unit) for text in texts for item in find_quantities(plain_spec(text))}
    assert found == {(Decimal("0.02"), "mg")}


def test_every_measure_has_a_factor_above_zero() -> None:
    assert min(factor for _, _, factor in MEASURES.values()) > 0
