"""Drug names: one spelling, base and salt, pinyin initials, search."""

from __future__ import annotations

import pytest

from baowen.drugs.names import Match, NameIndex, base_name, normalise_name, pinyin_initials, same_drug


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("鹽酸氨溴索注射液", "盐酸氨溴索注射液"),
        ("葡萄糖酸鈣　注射液", "葡萄糖酸钙注射液"),
        ("维生素Ｃ片（Ⅱ）", "维生素C片(II)"),
        ("人参皂甙", "人参皂苷"),
        ("磺胺甲恶唑片", "磺胺甲噁唑片"),
        ("〔複方〕甘草片", "(复方)甘草片"),
    ],
)
def test_a_name_has_one_spelling(text: str, plain: str) -> None:
    assert normalise_name(text) == plain


@pytest.mark.parametrize(
    ("name", "base", "salt", "form"),
    [
        ("盐酸氨溴索注射液", "氨溴索", "盐酸", "注射液"),
        ("注射用头孢曲松钠", "头孢曲松", "钠", "注射用"),
        ("马来酸依那普利片", "依那普利", "马来酸", "片"),
        ("地塞米松磷酸钠注射液", "地塞米松", "磷酸钠", "注射液"),
        ("阿莫西林克拉维酸钾分散片", "阿莫西林克拉维酸", "钾", "分散片"),
        ("吸入用布地奈德混悬液", "布地奈德", "", "吸入用混悬液"),
        ("硫酸镁注射液", "硫酸镁", "", "注射液"),
        ("氯化钠注射液", "氯化钠", "", "注射液"),
        ("枸橼酸铋钾胶囊", "枸橼酸铋钾", "", "胶囊"),
        ("硝酸甘油片", "硝酸甘油", "", "片"),
        ("单硝酸异山梨酯缓释片", "单硝酸异山梨酯", "", "缓释片"),
        ("葡萄糖酸钙注射液", "葡萄糖酸钙", "", "注射液"),
        ("羟乙基淀粉130/0.4氯化钠注射液", "羟乙基淀粉130/0.4氯化钠", "", "注射液"),
        ("复方氨基酸注射液（18AA）", "复方氨基酸(18AA)", "", "注射液"),
        ("阿托伐他汀钙片（阿乐）", "阿托伐他汀", "钙", "片"),
        ("黄藤素片", "黄藤素", "", "片"),
        ("六味地黄丸(浓缩丸)", "六味地黄", "", "丸"),
        ("注射用水", "注射用水", "", ""),
    ],
)
def test_a_name_comes_apart_into_base_salt_and_form(name: str, base: str, salt: str, form: str) -> None:
    parts = base_name(name)
    assert (parts.base, parts.salt, parts.form) == (base, salt, form)


@pytest.mark.parametrize(
    ("first", "second", "match"),
    [
        ("尼莫地平片", "尼莫地平片", Match("exact")),
        ("鹽酸氨溴索片", "盐酸氨溴索片 ", Match("normalised")),
        ("盐酸氨溴索片", "盐酸氨溴索注射液", Match("base", form_differs=True)),
        ("盐酸左氧氟沙星片", "乳酸左氧氟沙星片", Match("base", salt_differs=True)),
        ("清热解毒口服液", "清热解毒片", Match("base", form_differs=True)),
        ("复方氨基酸注射液(18AA)", "复方氨基酸注射液(9AA)", Match("none")),
        ("氨氯地平片", "左氨氯地平片", Match("none")),
        ("硫酸镁注射液", "硫酸锌口服液", Match("none")),
    ],
)
def test_names_match_only_as_far_as_they_agree(first: str, second: str, match: Match) -> None:
    assert same_drug(first, second) == match
    assert same_drug(second, first) == match


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("重组人胰岛素注射液", "CZRYDSZSY"),
        ("单硝酸异山梨酯片", "DXSYSLZP"),
        ("炔诺酮片", "QNTP"),
        ("阿莫西林胶囊", "AMXLJN"),
        ("硝酸甘油片", "XSGYP"),
        ("注射用长春西汀", "ZSYCCXT"),
        ("参麦注射液", "SMZSY"),
        ("阿胶", "EJ"),
        ("白术", "BZ"),
        ("维生素B6片", "WSSB6P"),
        ("尿激酶", "NJM"),
    ],
)
def test_initials_follow_how_pharmacists_say_the_name(name: str, initials: str) -> None:
    assert pinyin_initials(name) == initials


def test_a_search_puts_the_whole_name_before_beginnings_fragments_and_initials() -> None:
    index = NameIndex(
        ["氨溴索", "盐酸氨溴索片", "盐酸氨溴索注射液", "氨溴特罗口服液", "复方氨溴索糖浆", "阿莫西林胶囊"]
    )
    assert [(hit.name, hit.found) for hit in index.search("氨溴索")] == [
        ("氨溴索", "exact"),
        ("盐酸氨溴索片", "base"),
        ("盐酸氨溴索注射液", "base"),
        ("复方氨溴索糖浆", "fragment"),
    ]
    assert [(hit.name, hit.found) for hit in index.search("amxl")] == [("阿莫西林胶囊", "initials")]
    assert [hit.name for hit in index.search("氨溴", limit=1)] == ["氨溴索"]
    assert index.search("  ") == []
