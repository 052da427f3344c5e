"""Which drug and organisation codes are checked by their own rules, and how a rule is put to a column.

A rule looks at one code; it is asked once for every different code in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from baowen.collect.contract import Feed
from baowen.collect.intake.found import Found
from baowen.drugs.codes import CodeCheck, check_approval_no, check_base_code, check_credit_code, check_nhsa_code

CodeRule = Callable[[str], CodeCheck]

_OK = CodeCheck(value=None, verdict="ok")
_NATIONAL_SHAPE = re.compile(r"[XZT][A-Z0-9]{17,}")
_CREDIT_SHAPE = re.compile(r"[0-9A-Z]{18}")


def _product_code(text: str) -> CodeCheck:
    """A code that looks national must be right; a platform's own code is its own affair."""
    return check_nhsa_code(text) if _NATIONAL_SHAPE.fullmatch(text) else _OK


def _maker_code(text: str) -> CodeCheck:
    """A maker may be named by another code than its credit code; a wrong credit code is remarked, not refused."""
    told = check_credit_code(text) if _CREDIT_SHAPE.fullmatch(text) else _OK
    return replace(told, verdict="warn") if told.verdict == "refuse" else told


CODE_CHECKS: Mapping[str, Mapping[str, CodeRule]] = {
    "catalogue": {
        "product_code": _product_code, "approval_no": check_approval_no, "base_code": check_base_code,
        "maker_code": _maker_code,
    },
    "organisation": {"credit_code": check_credit_code},
}  # fmt: skip


def check_codes(rules: Mapping[str, CodeRule], feed: Feed, typed: pl.DataFrame, found: Found) -> pl.DataFrame:
    """The frame with the codes in their normal form; codes that a rule doubts or refuses are reported."""
    for name, rule in rules.items():
        if name not in typed.columns or typed[name].null_count() == typed.height:
            continue
        verdicts = _verdicts(name, typed[name], rule)
        joined = typed.select("row", name).join(verdicts, on=name, how="left", maintain_order="left")
        typed = typed.with_columns(joined["normal"].alias(name))
        doubtful = joined.filter(pl.col("verdict") != "ok")
        found.described(
            doubtful["row"],
            doubtful.select(
                "code", "message", "help", "message_en", pl.col("verdict").alias("level"), pl.lit("").alias("help_en")
            ),
            column=feed.column(name),
        )
    return typed


def _verdicts(name: str, codes: pl.Series, rule: CodeRule) -> pl.DataFrame:
    distinct = codes.drop_nulls().unique().to_list()
    told = [rule(code) for code in distinct]
    return pl.DataFrame(
        {
            name: distinct,
            # A doubtful code is kept as sent: nothing is lost, and the sender sees the remark.
            "normal": [one.value if one.value is not None else code for code, one in zip(distinct, told, strict=True)],
            "verdict": [one.verdict for one in told],
            "code": [one.code for one in told],
            "message": [one.message_zh for one in told],
            "help": [one.help_zh for one in told],
            "message_en": [one.message_en for one in told],
        },
        schema=dict.fromkeys((name, "normal", "verdict", "code", "message", "help", "message_en"), pl.String),
    )
