"""What letters to subscribers say, in the language they chose. Pure but for the words. MON-8."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote

from baowen.public.states import LetterKind

SHOWN_MOST: Final = 50
Words = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One warning of a letter."""

    is_red: bool
    severity: Words
    title: Words
    drug: str
    product_code: str
    place: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter in words, and the link by which a mail program leaves with one click."""

    subject: str
    body: str
    leave: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a letter's links lead; `confirm` is "" where there is nothing to confirm."""

    site: str
    leave: str
    confirm: str = ""


def links(site: str, *, leave: str, confirm: str = "") -> Links:
    """The links of a letter by their tokens."""
    base = f"{site}/public/subscriptions"
    return Links(
        site=site, leave=f"{base}/leave/{leave}/", confirm=f"{base}/confirm/{confirm}/" if confirm else ""
    )  # fmt: skip


def wish_words(drug: str, place: str) -> Words:
    """What a subscription is about."""
    return (f"{place} · {drug or '全部药品'}", f"{place} · {drug or 'all medicines'}")


def answer(kind: LetterKind, about: Words, where: Links, *, days: int, english: bool) -> Written:
    """The letter that answers somebody who asked; it says nothing of other subscriptions."""
    subject, texts = {
        LetterKind.CONFIRM: (
            ("请确认订阅药品预警", "Please confirm: warnings about medicines"),
            (
                f"有人（应当是您）在药品供应和价格查询网站用这个地址订阅预警：{about[0]}。\n\n"
                f"请打开以下链接确认，不确认就不会收到任何预警：\n{where.confirm}\n\n"
                f"如果不是您本人操作，不必理会；{days} 天内未确认，本地址即被删除。也可现在删除：\n{where.leave}",
                f"Somebody, you we hope, asked for warnings at this address: {about[1]}.\n\n"
                f"Please confirm; without that you get none:\n{where.confirm}\n\n"
                f"If it was not you, do nothing: the address is erased after {days} days. To erase it now:\n"
                f"{where.leave}",
            ),
        ),
        LetterKind.KNOWN: (
            ("您已订阅该项药品预警", "You are subscribed to these warnings already"),
            (
                f"这个地址已经订阅：{about[0]}，不必再次订阅。有新的预警时会写信给您。\n\n退订：\n{where.leave}",
                f"This address is subscribed already: {about[1]}. You get a letter when there is a new warning.\n\n"
                f"To unsubscribe:\n{where.leave}",
            ),
        ),
        LetterKind.FULL: (
            ("订阅项数已满", "No more subscriptions"),
            (
                f"这个地址的订阅项数已满，未增加新的订阅。请先退订不需要的：\n{where.leave}",
                "This address has as many subscriptions as it may; none was added. Unsubscribe from some first:\n"
                f"{where.leave}",
            ),
        ),
    }[kind]
    return Written(subject=subject[english], body=texts[english] + "\n", leave=where.leave)


def news(lines: Sequence[Line], where: Links, *, english: bool) -> Written:
    """The letter with what is new, the gravest first; all in one, however many subscriptions it answers."""
    count, more = len(lines), len(lines) - SHOWN_MOST
    shown = "\n\n".join(_told(one, where.site, english=english) for one in lines[:SHOWN_MOST])
    if english:
        rest = f"\n\n{more} more: {where.site}/public/" if more > 0 else ""
        end = (
            "A warning says that figures stand out; it is not a finding. Call the hospital before you set out.\n"
            f"To unsubscribe, or from some only:\n{where.leave}\n"
        )
        subject, head = f"Medicines: {count} new warning{'s' * (count > 1)}", "New in what you subscribed to:"
    else:
        rest = f"\n\n另有 {more} 条，见 {where.site}/public/" if more > 0 else ""
        end = f"预警只表示数据异常，不是调查结论；就医购药前请先致电医院确认。\n退订全部或部分订阅：\n{where.leave}\n"
        subject, head = f"药品预警：新增 {count} 条", "您订阅的药品预警有新增："
    return Written(subject=subject, body=f"{head}\n\n{shown}{rest}\n\n--\n{end}", leave=where.leave)


def _told(one: Line, site: str, *, english: bool) -> str:
    link = f"{site}/public/drugs/{quote(one.product_code, safe='')}/"
    if english:
        return f"[{one.severity[1]}] {one.drug}, {one.place}: {one.title[1]}, since {one.since}\n{link}"
    return f"【{one.severity[0]}】{one.drug}（{one.place}）{one.title[0]}，{one.since} 起\n{link}"
