"""Where a bulletin stands, and the kinds of letters and links to subscribers."""

from __future__ import annotations

from enum import StrEnum


class BulletinState(StrEnum):
    """DRAFT: seen by those who write. PUBLISHED, and then perhaps WITHDRAWN: seen by everybody, for good."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


BULLETIN_WORDS: dict[BulletinState, tuple[str, str]] = {
    BulletinState.DRAFT: ("草稿", "draft"),
    BulletinState.PUBLISHED: ("已发布", "published"),
    BulletinState.WITHDRAWN: ("已撤回", "withdrawn"),
}


class LetterKind(StrEnum):
    """CONFIRM: please confirm. KNOWN: you have this already. FULL: you have as many as one may. NEWS: warnings."""

    CONFIRM = "confirm"
    KNOWN = "known"
    FULL = "full"
    NEWS = "news"


LETTER_WORDS: dict[LetterKind, tuple[str, str]] = {
    LetterKind.CONFIRM: ("请确认订阅", "please confirm"),
    LetterKind.KNOWN: ("已经订阅", "subscribed already"),
    LetterKind.FULL: ("订阅已满", "as many as one may have"),
    LetterKind.NEWS: ("新的预警", "new warnings"),
}
ANSWERS = (LetterKind.CONFIRM, LetterKind.KNOWN, LetterKind.FULL)


class LinkKind(StrEnum):
    """What a link in a letter does."""

    CONFIRM = "confirm"
    LEAVE = "leave"
