"""How a letter writes dates, its number and lists. Pure."""

from __future__ import annotations

from datetime import date


def chinese_date(day: date) -> str:
    """A date as documents write it: 2026年11月27日."""
    return f"{day.year}年{day.month}月{day.day}日"


def reference(code: str, year: int, serial: int) -> str:
    """The number of a document: the organ's code words, the year in tortoise-shell brackets, the serial."""
    return f"{code}〔{year}〕{serial}号"


_ARTICLES = {"HN": "（{}）", "NJ": "第{}条", "HD": "第{}条"}
_DIGITS = "零一二三四五六七八九"


def cited(clause: str, title: str) -> str:
    """A clause as a letter cites it: the platform's short names of articles become the text and the article.

    `title` is that of the pack that has the clause; its first part is the text that the articles are of.
    """
    family, _, number = clause.partition("-")
    if family not in _ARTICLES or not number.isdigit() or not title:
        return clause
    return f"《{title.split('；', maxsplit=1)[0]}》{_ARTICLES[family].format(chinese_number(int(number)))}"


def chinese_number(number: int) -> str:
    """1 to 99 as articles are counted: 一, 十, 十五, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones or not ten else "")
