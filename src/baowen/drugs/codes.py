"""Reads the codes that identify a drug or a firm: tidies them, splits them, and says what is wrong with them.

Four codes: healthcare-security drug code (23 or 20 characters), approval number, 14-digit base code, 18-character
credit code. Each check takes one cell as text, never raises, and answers with a CodeCheck. A code that a
spreadsheet has ruined is refused; one that only looks unusual is let through with a warning.
Sources: domain.md 7.1, 7.2, 7.3 and 7.5.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError

Verdict = Literal["ok", "warn", "refuse"]
NO_PARTS: Mapping[str, str] = MappingProxyType({})

# (name, length) of each part in order; domain.md 7.3, inferred from 13,738 real codes.
WESTERN_PARTS = (("kind", 1), ("class", 5), ("name", 4), ("form", 4), ("spec_pack", 4), ("maker", 5))
CHINESE_PARTS = (("kind", 1), ("class", 5), ("name", 5), ("spec_pack", 4), ("maker", 5))
GRANULE_PARTS = (
    ("kind", 1),
    ("class", 2),
    ("subclass", 2),
    ("name", 5),
    ("variant", 1),
    ("spec_pack", 4),
    ("maker", 5),
)
WESTERN = re.compile(r"X[A-Z]\d{2}[A-Z]{2}[A-Z]\d{3}[A-Z]\d{3}\d{4}\d{5}")
CHINESE = re.compile(r"Z[A-Z]\d{2}[A-Z]{2}[A-Z]\d{4}\d{4}\d{5}")
APPROVAL = re.compile(r"国药准字([HZSBTFJ])([CJ]?)(\d{4})(\d{4})")
BARE_APPROVAL = re.compile(r"[HZSBTFJ][CJ]?\d{8}")
BASE = re.compile(r"\d{14}")
MANGLED = re.compile(r"[+-]?\d(?:\.\d*)?E\+?\d{1,3}", re.IGNORECASE)
ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060"))

RETYPE_ZH = "请把该列设为“文本”格式后重新填写或重新导出；已变成科学计数法的单元格无法还原，须从原系统取数"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCheck:
    """What a check found: `value` is the tidied code (None when refused), `parts` its named pieces."""

    value: str | None
    verdict: Verdict
    code: str = "ok"
    message_zh: str = ""
    message_en: str = ""
    help_zh: str = ""
    parts: Mapping[str, str] = field(default_factory=lambda: NO_PARTS)


def tidy_code(text: str) -> str:
    """Half-width, upper case, without spaces, zero-width marks, a leading apostrophe or a spreadsheet's ".0"."""
    plain = text
    # Taking a blank out can let two characters combine, so it is done until nothing changes.
    while (tidier := _tidy_once(plain)) != plain:
        plain = tidier
    return plain


def _tidy_once(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(ZERO_WIDTH).upper()
    plain = re.sub(r"\s+", "", plain).lstrip("'`’‘")
    return re.sub(r"\.0+$", "", plain) if re.fullmatch(r"\d+\.0+", plain) else plain


def looks_excel_mangled(text: str) -> bool:
    """Whether a spreadsheet has turned the code into a number in scientific notation, such as 8.69E+13."""
    return MANGLED.fullmatch(tidy_code(text)) is not None


def _refuse(code: str, zh: str, en: str, help_zh: str) -> CodeCheck:
    return CodeCheck(value=None, verdict="refuse", code=code, message_zh=zh, message_en=en, help_zh=help_zh)


def _unusable(plain: str, name_zh: str, name_en: str) -> CodeCheck | None:
    """The refusal for a code that is missing or ruined, None when there is something to look at."""
    if not plain:
        return _refuse("empty", f"{name_zh}为空", f"the {name_en} is empty", f"请填写{name_zh}")
    if MANGLED.fullmatch(plain):
        return _refuse(
            "excel_mangled",
            f"{name_zh}“{plain}”已被电子表格改成科学计数法，后面的数字已丢失",
            f"a spreadsheet has turned the {name_en} {plain} into a rounded number; its last digits are lost",
            RETYPE_ZH,
        )
    return None


def _split(plain: str, layout: tuple[tuple[str, int], ...]) -> Mapping[str, str]:
    parts: dict[str, str] = {}
    start = 0
    for name, length in layout:
        parts[name] = plain[start : start + length]
        start += length
    return MappingProxyType(parts)


def check_nhsa_code(text: str) -> CodeCheck:
    """A healthcare-security drug code: X + 22 (western), Z + 19 (Chinese patent) or T + 19 (granules).

    The layout is inferred from public codes, so a code of another shape is warned about, not refused.
    domain.md 7.3.
    """
    plain = tidy_code(text)
    unusable = _unusable(plain, "医保药品代码", "healthcare-security drug code")
    if unusable:
        return unusable
    if WESTERN.fullmatch(plain):
        return CodeCheck(value=plain, verdict="ok", parts=_split(plain, WESTERN_PARTS))
    if CHINESE.fullmatch(plain):
        return CodeCheck(value=plain, verdict="ok", parts=_split(plain, CHINESE_PARTS))
    if len(plain) == 20 and plain.startswith("T") and plain.isascii():
        return CodeCheck(value=plain, verdict="ok", parts=_split(plain, GRANULE_PARTS))
    return CodeCheck(
        value=plain,
        verdict="warn",
        code="unusual_drug_code",
        message_zh=f"“{plain}”不像国家医保药品代码（西药 23 位以 X 开头，中成药 20 位以 Z 开头），现有 {len(plain)} 位",
        message_en=f"{plain} does not look like a healthcare-security drug code "
        f"(23 characters from X, or 20 from Z); it has {len(plain)}",
        help_zh="请与国家医保信息业务编码标准核对；如为平台自编代码，可以不改",
    )


def check_approval_no(text: str) -> CodeCheck:
    """An approval number: 国药准字, a letter, perhaps C or J, eight digits. A missing prefix is added.

    Old and foreign numbers are many, so an unusual one is warned about and kept. domain.md 7.1.
    """
    plain = tidy_code(text)
    unusable = _unusable(plain, "批准文号", "approval number")
    if unusable:
        return unusable
    bare = re.sub(r"[()\[\]〔〕【】<>《》,.;:、。'\"\-_*]", "", plain).removeprefix("批准文号")
    added = BARE_APPROVAL.fullmatch(bare) is not None
    value = f"国药准字{bare}" if added else bare
    found = APPROVAL.fullmatch(value)
    if found:
        kind, origin, year, sequence = found.groups()
        parts = {"kind": kind, "origin": origin, "year": year, "sequence": sequence}
        return CodeCheck(
            value=value,
            verdict="ok",
            code="prefix_added" if added else "ok",
            message_zh="已补上“国药准字”" if added else "",
            message_en="the prefix 国药准字 was added" if added else "",
            parts=MappingProxyType(parts),
        )
    return CodeCheck(
        value=bare or plain,
        verdict="warn",
        code="unusual_approval_no",
        message_zh=f"批准文号“{plain}”与通行格式（国药准字＋字母＋8 位数字）不符",
        message_en=f"the approval number {plain} does not have the usual form (国药准字, letters, 8 digits)",
        help_zh="请与药品注册证书核对；进口药品注册证号等旧格式可以保留",
    )


def base_check_digit(body: str) -> str:
    """The check digit of a base code's first 13 digits; ValueError unless they are 13 digits. domain.md 7.2."""
    if not re.fullmatch(r"[0-9]{13}", body):
        raise ValueError(f"not 13 digits: {body}")
    digits = [int(digit) for digit in reversed(body)]
    return str(-(3 * sum(digits[0::2]) + sum(digits[1::2])) % 10)


def check_base_code(text: str) -> CodeCheck:
    """A 14-digit base code (本位码): 86, 9, five of the maker, five of the product, a check digit.

    A packing suffix such as -1 is taken off. A wrong check digit is an error of the source: warned about and kept.
    国食药监办[2009]315号, domain.md 7.2.
    """
    plain = tidy_code(text)
    unusable = _unusable(plain, "药品本位码", "base code")
    if unusable:
        return unusable
    value = re.sub(r"[-_/].*$", "", plain)
    if not BASE.fullmatch(value) or not value.isascii():
        return CodeCheck(
            value=plain,
            verdict="warn",
            code="unusual_base_code",
            message_zh=f"药品本位码“{plain}”不是 14 位数字",
            message_en=f"the base code {plain} does not have 14 digits",
            help_zh="请与药品注册证书或国家药监局数据核对",
        )
    parts = MappingProxyType(
        {"country": value[:2], "drug": value[2], "maker": value[3:8], "product": value[8:13], "check": value[13]}
    )
    right = base_check_digit(value[:13])
    if value.startswith("869") and value[13] == right:
        return CodeCheck(value=value, verdict="ok", parts=parts)
    wrong_head = not value.startswith("869")
    return CodeCheck(
        value=value,
        verdict="warn",
        code="base_code_head" if wrong_head else "base_code_check",
        message_zh=f"药品本位码“{value}”应以 869 开头"
        if wrong_head
        else f"药品本位码“{value}”的校验位应为 {right}，现为 {value[13]}",
        message_en=f"the base code {value} should begin with 869"
        if wrong_head
        else f"the check digit of the base code {value} should be {right}",
        help_zh="可能抄错一位，请与药品注册证书核对",
        parts=parts,
    )


def _credit_fault(error: ValidationError, value: str) -> tuple[str, str, str]:
    """Code, Chinese and English message of what python-stdnum objected to."""
    if isinstance(error, InvalidLength):
        return "credit_code_length", f"应为 18 位，现有 {len(value)} 位", f"should have 18 characters, not {len(value)}"
    if isinstance(error, InvalidChecksum):
        return "credit_code_check", "最后一位校验码不对", "has a wrong check character"
    if isinstance(error, InvalidFormat):
        return "credit_code_format", "含有不允许的字符（不用 I、O、S、V、Z）", "has a character that is not allowed"
    return "credit_code_part", "登记部门、行政区划等部分不合规则", "has a part that does not follow the standard"


def check_credit_code(text: str) -> CodeCheck:
    """An 18-character credit code with its check character; an invalid one is refused. GB 32100-2015, domain.md 7.5."""
    plain = tidy_code(text)
    unusable = _unusable(plain, "统一社会信用代码", "credit code")
    if unusable:
        return unusable
    value = plain.replace("-", "")
    try:
        uscc.validate(value)
    except ValidationError as error:
        code, zh, en = _credit_fault(error, value)
        return _refuse(
            code,
            f"统一社会信用代码“{plain}”{zh}",
            f"the credit code {plain} {en}",
            "请与营业执照核对；常见原因是 0 与 O、1 与 I 混淆，或电子表格把末几位变成 0",
        )
    parts = {"authority": value[0], "kind": value[1], "region": value[2:8], "organisation": value[8:17]}
    return CodeCheck(value=value, verdict="ok", parts=MappingProxyType({**parts, "check": value[17]}))


CHECKS: Mapping[str, Callable[[str], CodeCheck]] = MappingProxyType(
    {
        "nhsa_code": check_nhsa_code,
        "approval_no": check_approval_no,
        "base_code": check_base_code,
        "credit_code": check_credit_code,
    }
)
