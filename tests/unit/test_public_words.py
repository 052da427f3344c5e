"""Every indicator has plain words for the public, in both languages, none of them twice."""

from __future__ import annotations

from baowen.monitor.indicators.registry import INDICATORS
from baowen.public.words import PLAIN


def test_every_indicator_has_plain_words_of_its_own() -> None:
    assert set(PLAIN) == set(INDICATORS)
    for language in (0, 1):
        assert len({words[language] for words in PLAIN.values()}) == len(PLAIN)
