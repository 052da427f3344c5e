"""Texts that people write: without blanks around them, and no longer than is kept. Pure."""

from __future__ import annotations

from baowen.core.problems import BaowenError


def within(text: str, zh: str, en: str, *, most: int) -> str:
    """The text without blanks around it, which may be empty; BaowenError for more than `most` characters."""
    text = text.strip()
    if len(text) > most:
        raise BaowenError(
            f"{zh}有 {len(text)} 字，最多 {most} 字，请缩短", f"the {en} has {len(text)} characters; at most {most}"
        )
    return text


def filled(text: str, zh: str, en: str, *, most: int = 10_000) -> str:
    """The text as `within`; BaowenError where nothing is left of it, too."""
    if not text.strip():
        raise BaowenError(f"请填写{zh}", f"the {en} is missing")
    return within(text, zh, en, most=most)
