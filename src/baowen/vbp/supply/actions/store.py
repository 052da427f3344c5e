"""What the actions of this room share: numbers, messages to organisations, who watches a place, kept papers. VBP-9."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from baowen.core.audit.trail import Trail
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile, keep_attachment
from baowen.orgs.departments import Department
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import mechanism
from baowen.orgs.regions import RegionLevel
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.telling import tell_organisation
from baowen.respond.rulebook import Rulebook
from baowen.vbp.supply.models import KeptPaper
from baowen.vbp.supply.models import Sequence as Series

MOST_BYTES, MOST_FILES, MOST_WORDS, MOST_REASON = 20 * 1024 * 1024, 20, 4000, 1000
_WATCHING = (Department.HEALTHCARE_SECURITY, Department.TRADING_CENTRE)


def next_number(letter: str, place: str, year: int) -> str:
    """The next number of a series of this room."""
    return Series.next_number(letter, place, year)


def offices(region: str, book: Rulebook, *, above: bool = True) -> list[str]:
    """The offices that watch volume-based procurement at a place, and up to its province: their codes, nearest first.

    Healthcare security where it has a seat, else the trading centre.
    """
    places = [book.regions.require(region), *(book.regions.ancestors(region) if above else ())]
    found: list[str] = []
    for place in places:
        if place.level is RegionLevel.NATION and place.code != region:
            continue
        seats = mechanism(place.code)
        for department in _WATCHING:
            named = [seat.organisation for seat in seats if seat.department is department]
            found += [code for code in named if code not in found]
            if named:
                break
    return found


def province_of(region: str, book: Rulebook) -> str:
    """The province in which a place lies; the nation for itself."""
    found = book.regions.at_level(region, RegionLevel.PROVINCE)
    return region if found is None else found.code


def tell(codes: Sequence[str], about: str, what: str, said: Text, *, trail: Trail, at: datetime) -> None:
    """Tell organisations, each once a `what`: numbers and dates, nothing of content."""
    for code in codes:
        tell_organisation(code, about, what, said, trail=trail, at=at)


def keep_file(path: Path, folder: Path) -> KeptFile:
    """Keep a file in the home, unopened, before any record names it; BaowenError for one that is not taken."""
    return keep_attachment(path, folder, most=MOST_BYTES)


def keep_papers(about: str, files: Sequence[KeptFile], doing: Doing, trail: Trail) -> None:
    """Let kept files belong to something, inside the caller's transaction; the same file twice is one."""
    before = set(KeptPaper.objects.filter(about=about).values_list("sha256", flat=True))
    new = {file.sha256: file for file in files if file.sha256 not in before}
    if len(before) + len(new) > MOST_FILES:
        raise BaowenError(f"附件最多 {MOST_FILES} 个", f"there are {MOST_FILES} files at most")
    for file in new.values():
        KeptPaper.objects.create(
            about=about, sha256=file.sha256, file_name=file.name, media_type=file.media_type, size=file.size,
            organisation=doing.actor.organisation, added_at=doing.entered, added_by=doing.actor.name,
        )  # fmt: skip
        trail.note("vbp.paper_add", f"vbp/{about}", after={"sha256": file.sha256, "size": file.size})


def is_officer(actor: Actor, act: Act, place: str, book: Rulebook) -> bool:
    """Whether somebody may do an officer's act at a place."""
    return decide(actor, act, place, regions=book.regions).allowed
