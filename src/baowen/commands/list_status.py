"""Puts into words which lists name a drug and what that opens, in Chinese or in English."""

from __future__ import annotations

from collections.abc import Iterator

from baowen.lists.kinds import KIND_WORDS, ListKind
from baowen.lists.opens import Opened
from baowen.lists.queries import DrugStatus, NamedEntry


def status_lines(found: DrugStatus, *, english: bool) -> Iterator[str]:
    """The lines for a drug, a place and a day. No list on file is not the same as not listed."""
    drug = f"{found.drug} ({found.dosage_form})" if found.dosage_form else found.drug
    if not found.editions:
        yield (
            f"No list is on file for {found.place} on {found.on}: whether {drug} is listed is not known."
            if english
            else f"{found.place} 在 {found.on} 没有录入有效的清单，不能判断 {drug} 是否在列。"
        )
        return
    if not found.listed:
        yield (
            f"{drug} is on no list in force in {found.place} on {found.on}."
            if english
            else f"{drug} 在 {found.place}，{found.on}：不在任何有效清单上。"
        )
    else:
        yield f"{drug}, {found.place}, {found.on}: listed" if english else f"{drug} 在 {found.place}，{found.on}：在列"
    yield from (_entry(one, english=english) for one in found.listed)
    yield from (_salt(one, english=english) for one in found.other_salts)
    yield from (_way(one, english=english) for one in found.opens)


def _entry(one: NamedEntry, *, english: bool) -> str:
    words = KIND_WORDS[ListKind(one.kind)]
    if english:
        form = one.listed_form or "any form"
        return (
            f"  {words[1]} of {one.issuer_region}, {one.edition}, since {one.effective_on}: {one.listed_name}, {form}"
        )
    form = one.listed_form or "不限剂型"
    return f"  {words[0]}：{one.issuer_region} {one.edition}（{one.effective_on} 起），列为 {one.listed_name}，{form}"


def _salt(one: NamedEntry, *, english: bool) -> str:
    if english:
        return f"  to be judged by a person: {one.issuer_region} {one.edition} lists {one.listed_name}, another salt"
    return f"  请人工判断：{one.issuer_region} {one.edition} 列有 {one.listed_name}（盐基或酸根不同）"


def _way(one: Opened, *, english: bool) -> str:
    if english:
        condition = f"; condition: {one.condition_en}" if one.condition_en else ""
        return f"  open: {one.en}{condition} [{one.clause}, {one.basis}]"
    condition = f"；条件：{one.condition_zh}" if one.condition_zh else ""
    return f"  可走途径：{one.zh}{condition}〔{one.clause}，{one.basis_zh}〕"
