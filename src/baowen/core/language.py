"""The language of whoever is answered: which of two words is said, and how an error is told."""

from __future__ import annotations

from django.utils.translation import get_language

from baowen.core.problems import BaowenError


def is_english() -> bool:
    """Whether English was chosen; Chinese is spoken otherwise."""
    return get_language() == "en"


def say(words: tuple[str, ...]) -> str:
    """The Chinese or the English of a pair."""
    return words[is_english()]


def told(error: BaowenError) -> str:
    """What went wrong and what to do."""
    return say((error.message, error.message_en or error.message))
