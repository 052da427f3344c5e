"""Fields that the forms of volume-based procurement share: optional days, codes in a line, organisations, files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from django.http import HttpRequest, QueryDict

from baowen.api.book import home, rulebook
from baowen.api.reports import saved
from baowen.core.clock import now
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile
from baowen.orgs.queries import organisation, organisation_named
from baowen.respond.actions.moves import Doing
from baowen.vbp.supply.actions.store import MOST_BYTES, MOST_FILES, keep_file
from baowen.web.dates import day_given
from baowen.web.viewer import Viewer

Words = tuple[str, str]
Code = TypeVar("Code", bound=StrEnum)


def optional_day(given: QueryDict, name: str) -> date | None:
    """The day of a field that may be left empty."""
    text = given.get(name, "").strip()
    return day_given(text) if text else None


def codes_given(text: str) -> list[str]:
    """Codes that are written one after the other, with blanks, commas or lines between them."""
    return [one for one in re.split(r"[\s,，、;；]+", text) if one]


def organisation_given(text: str) -> str:
    """The code of an organisation that is named by its code or its very name; BaowenError for none."""
    text = text.strip()
    found = organisation(text) or organisation_named(text) if text else None
    if found is None:
        raise BaowenError(f"没有代码或名称为“{text}”的机构", f"no organisation has the code or name {text!r}")
    return found.code


def files_given(request: HttpRequest) -> list[KeptFile]:
    """Keep what was chosen as files; BaowenError for the first that is not taken."""
    files = [one for one in request.FILES.getlist("attachments") if one.name]
    if len(files) > MOST_FILES:
        raise BaowenError(f"附件最多 {MOST_FILES} 个", f"there are {MOST_FILES} files at most")
    with TemporaryDirectory() as folder:
        kept = []
        for number, one in enumerate(files):
            # A folder for each: two files may bear the same name.
            place = Path(folder) / str(number)
            place.mkdir()
            kept.append(keep_file(saved(one, place, most=MOST_BYTES), home().raw))  # type: ignore[arg-type]
        return kept


def doing_of(viewer: Viewer, reason: str = "") -> Doing:
    """Who acts on a page, now and by the rules in force."""
    return Doing(actor=viewer.actor, at=now(), book=rulebook(), reason=reason.strip())


def options_of(words: Mapping[Code, Words], viewer: Viewer, chosen: str = "") -> list[tuple[str, str, bool]]:
    """The options of a select: value, words, whether it is chosen."""
    return [(one.value, viewer.say(said), one.value == chosen) for one, said in words.items()]


def one_of(kind: type[Code], text: str) -> Code | None:
    """The member that a filter names; None for no member."""
    return kind(text) if text in {one.value for one in kind} else None
