"""Which drug and organisation codes are checked by their own rules, and how a rule is put to a column.

A rule looks at one code; it is asked once for every different code in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import polars as pl

from baowen.collect.contract import Feed
from baowen.collect.intake.found import Found


class CodeVerdict(Protocol):
    """What a rule says about one code: its normal form, and ok, warn or refuse with the words for it."""

    @property
    def value(self) -> str | None: ...
    @property
    def verdict(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def message_zh(self) -> str: ...
    @property
    def message_en(self) -> str: ...
    @property
    def help_zh(self) -> str: ...


CodeRule = Callable[[str], CodeVerdict]
CODE_CHECKS: Mapping[str, Mapping[str, CodeRule]] = {}


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
