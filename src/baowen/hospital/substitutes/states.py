"""The states of an edition of the guide. A published edition is superseded on the day a later one begins. HOS-4."""

from __future__ import annotations

from enum import StrEnum


class EditionState(StrEnum):
    """What is stored of an edition."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """How an edition stands on a day."""

    DRAFT = "draft"
    COMING = "coming"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


STANDING_WORDS: dict[Standing, tuple[str, str]] = {
    Standing.DRAFT: ("草稿", "draft"),
    Standing.COMING: ("已发布，待生效", "published, not yet in force"),
    Standing.IN_FORCE: ("现行", "in force"),
    Standing.SUPERSEDED: ("已被新版代替", "superseded"),
    Standing.WITHDRAWN: ("已撤回", "withdrawn"),
}
