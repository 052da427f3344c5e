"""Reads a specification's writing: characters to one form, names with digits set apart, quantities with their units.

All masses become mg, all volumes ml, all activity units 单位, all lengths cm, so that two spellings of one amount
are equal. Anti-Xa units, colony counts and radioactivity stay units of their own.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["mass", "volume", "activity", "percent", "count", "number"]

# spelling (lower case) -> (kind, canonical unit, factor to it)
MEASURES: dict[str, tuple[Kind, str, Decimal]] = {}


def _measure(kind: Kind, unit: str, **factors: str) -> None:
    for factor, spellings in factors.items():
        number = Decimal(factor.removeprefix("by_").replace("_", ".").replace("m6", "0.000001"))
        MEASURES.update(dict.fromkeys(spellings.split(), (kind, unit, number)))


_measure("mass", "mg", by_1000000="kg 千克 公斤", by_1000="g 克 公克", by_1="mg 毫克", by_0_001="μg ug mcg 微克",
         by_m6="ng 纳克")  # fmt: skip
_measure("volume", "ml", by_1000="l 升", by_1="ml 毫升 cc", by_0_001="μl ul 微升")
_measure("activity", "单位", by_1="单位 iu ui u 国际单位 i.u. i.u 活性单位 效价单位 生物单位",
         by_1000000="miu 百万单位", by_1000="kiu ku")  # fmt: skip
_measure(
    "activity",
    "AXaIU",
    by_1="axaiu iuaxa iuaxa axaiu. 抗xa 抗xaiu axa单位 iuxa antixaiu iuanti-xa axau 抗xa单位 抗xa因子国际单位",
)
_measure("activity", "CFU", by_1="cfu 活菌数 活乳酸菌 活菌 个活菌 个活菌数 cfu活菌 菌落形成单位")
_measure("activity", "BU", by_1="bu")
_measure("activity", "PFU", by_1="pfu 噬斑形成单位")
_measure("activity", "SQ-U", by_1="sq-u squ")
_measure("activity", "TU", by_1="tu")
_measure("activity", "LSU", by_1="lsu")
_measure("activity", "PNA", by_1="pna单位")
_measure("activity", "AU", by_1="au")
_measure("activity", "DU", by_1="du")
_measure("activity", "叶", by_1="phe")
_measure("activity", "MBq", by_1="mbq", by_1000="gbq", by_0_001="kbq", by_37="mci", by_0_037="μci uci")
_measure("activity", "mmol", by_1="mmol")
_measure("activity", "kJ", by_1="kj")
_measure("activity", "kcal", by_1="kcal 千卡")
_measure("percent", "%", by_1="% %(g/ml) %(ml/ml) %(g/g) %(w/w) %(w/v)")

# What is counted. The first column is what a patient takes; the second holds others of it.
TAKEN = (
    "片", "粒", "丸", "支", "瓶", "袋", "包", "贴", "枚", "颗", "块", "张", "揿", "喷", "吸", "滴", "剂", "人份",
    "人次", "卷", "帖", "条", "只", "个", "泡", "套", "次", "罐", "锭", "管", "安瓿", "筒", "付", "副", "听", "桶",
)  # fmt: skip
HOLDERS = ("板", "盒", "小盒", "中盒", "大盒", "箱", "排", "组", "听", "小瓶", "小袋")
COUNTED = {
    **dict(zip((*TAKEN, *HOLDERS), (*TAKEN, *HOLDERS), strict=True)),
    "s": "s",
    "t": "s",
    "'s": "s",
    "小丸": "丸",
    "胶囊": "粒",
}
for _name, _unit in COUNTED.items():
    MEASURES.setdefault(_name, ("count", _unit, Decimal(1)))

MULTIPLES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_UNITS = "|".join(re.escape(unit) for unit in sorted(MEASURES, key=len, reverse=True))
_TIMES = "|".join(sorted(filter(None, MULTIPLES), key=len, reverse=True))
# A C may follow a unit at once: a chemical formula begins with it.
QUANTITY = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?|(?<![^\s:,;(])\.\d+)(?:\s*\*\s*10(?:E|\^)(?P<exponent>\d{{1,2}}))?"
    rf"(?:\s*(?P<times>{_TIMES})?\s*(?P<unit>{_UNITS})(?!(?-i:[abd-zABD-Zc])))?",
    re.IGNORECASE,
)

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
SAME_SIGN = str.maketrans(
    dict.fromkeys("∶︰ː", ":")
    | dict.fromkeys("〔[【{", "(")
    | dict.fromkeys("〕]】}", ")")
    | dict.fromkeys("✕×✖⨯∗ㄨ╳", "*")
    | {"。": ".", "µ": "μ", "–": "-", "—": "-", "\u3000": " "}
)
DIGIT_SHIFT = 0xE000 - ord("0")
# Names that hold digits; the groups end where the name ends, so that the amount after it stays a number.
NAMED_DIGITS = re.compile(
    r"(?:右旋糖酐\s?(?:10|20|40|70)|羟乙基淀粉\s?(?:\d{2,3}/0\.\d{1,2}|130|200|40|20)"
    r"|聚乙二醇\s?(?:4000|3350|400)|羟丙甲纤维素\s?2910|淀粉酶\s?2000|Rg3"
    r"|(?:维生素|V)\s?B(?:12(?![\d.])|12(?=\d{2,}\s?[μum])|[126](?=[\d.\s,、与和:]|$))"
    r"|(?:维生素|V)\s?(?:K1|D[23](?=\d*(?:\.\d+)?\s?[μu]g)|[DK][234](?=[\s,、与和:(]|$))"
    r"|辅酶Q10|CO2|E[AP]?-\d+|P-\d+|(?:EA|P)-\d+|碘131|I131|131I|125I|99mTc|89Sr|153Sm|133Xe|32P|18F|[Ωω]-?3"
    # Digits before a decimal point or a gram are no longer the formula's (C8H11NO5S0.5g).
    r"|C\d+H[1-9]\d*(?:(?:[A-Z][a-z]?(?:[1-9]\d*(?!\.\d|\s?m?g(?![a-z])))?)|[·.](?=\d*[A-Z])\d*)*(?:/\d)?)"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at a place of the text; `value` is in the canonical `unit`."""

    kind: Kind
    value: Decimal
    unit: str
    start: int
    end: int


def plain_spec(text: str) -> str:
    """One writing: half-width signs, `*` for times, `:` for ratio, round brackets; scanning slips mended.

    A letter l before a unit is the digit 1 (`lg`), a letter O before a point is 0, a blank inside a decimal goes.
    """
    text = re.sub("([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: "^" + found[1].translate(SUPERSCRIPTS), text)
    plain = unicodedata.normalize("NFKC", text.translate(SAME_SIGN)).translate(SAME_SIGN)
    plain = re.sub(r"[\x00-\x1f\ue000-\uf8ff]+", " ", plain).replace("?á", "*").replace("毎", "每")
    plain = re.sub(r"(?<=[\d\u4e00-\u9fffA-Za-z)%])\s*[xX]\s*(?=\d)", "*", plain)
    plain = re.sub(r"(?<=\d)\.\s+(?=\d+\s*(?:ml|mg|g|μg))", ".", plain)
    plain = re.sub(r"(?<![A-Za-z])[Oo](?=\.\d)", "0", plain)
    plain = re.sub(r"(?<![A-Za-z])l(?=\.\d|\s?m?g(?![a-z])|\s?ml(?![a-z]))|(?<=\d\.)l(?=m?g)", "1", plain)
    plain = re.sub(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])", lambda found: found[0].replace(",", ""), plain)
    plain = re.sub(r"(?<=\d)m1(?=[:*/,\s]|$)", "ml", plain)
    plain = re.sub(r"\*10([5-9]|1[0-2])(?=\s?CFU)", r"*10^\1", plain)
    return re.sub(r"\s+", " ", plain).strip()


def _shift(found: re.Match[str]) -> str:
    return "".join(chr(ord(sign) + DIGIT_SHIFT) if sign.isdigit() and sign.isascii() else sign for sign in found[0])


def protect_names(plain: str) -> str:
    """The digits inside names and chemical formulas moved out of the way; `readable` moves them back."""
    return NAMED_DIGITS.sub(_shift, plain)


def readable(text: str) -> str:
    """The inverse of `protect_names`."""
    return "".join(chr(ord(sign) - DIGIT_SHIFT) if 0xE000 <= ord(sign) <= 0xE009 else sign for sign in text)


def find_quantities(text: str) -> list[Quantity]:
    """Every number in order. One without a unit is a count behind `*` (0.2g*18), and else of kind "number"."""
    found: list[Quantity] = []
    for match in QUANTITY.finditer(text):
        number = Decimal(match["number"]) * MULTIPLES[match["times"] or ""]
        if match["exponent"]:
            number = number.scaleb(int(match["exponent"]))
        bare: Kind = (
            "count" if text[: match.start()].rstrip().endswith("*") and "." not in match["number"] else "number"
        )
        kind, unit, factor = MEASURES.get((match["unit"] or "").lower(), (bare, "", Decimal(1)))
        found.append(Quantity(kind, number * factor, unit, match.start(), match.end()))
    return found
