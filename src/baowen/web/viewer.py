"""Who looks at a page, in which language, and what the page may ask about: the same for every page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from baowen.core.language import is_english, told
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import actor_of
from baowen.orgs.regions import Regions, load_regions

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who is signed in."""

    actor: Actor
    english: bool

    def say(self, words: Words) -> str:
        """The Chinese or the English of a pair."""
        return words[1] if self.english else words[0]

    def told(self, error: BaowenError) -> str:
        """What went wrong and what to do."""
        return told(error)

    def may(self, act: Act, place: str = "") -> bool:
        """Whether the permission table lets this person do it, for the own place unless another is named."""
        where = place or self.actor.region
        return decide(self.actor, act, where, regions=regions(), organisation=self.actor.organisation).allowed

    @property
    def key(self) -> int:
        """The own region as the lake names places."""
        return regions().require(self.actor.region).key

    @property
    def recipients(self) -> tuple[str, str]:
        """To whom messages are told that this person reads: the own account and the own organisation."""
        return f"account:{self.actor.name}", f"organisation:{self.actor.organisation}"

    def place(self, code: str) -> str:
        """The full name of a place, its code where it is unknown."""
        return regions().full_name(code)


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks for the page. One read of the register a request: the actor is kept on it."""
    found: Viewer | None = getattr(request, "baowen_viewer", None)
    if found is None:
        found = Viewer(actor_of(request.user.get_username()), is_english())
        request.baowen_viewer = found  # type: ignore[attr-defined]
    return found


def regions() -> Regions:
    """The register of places."""
    return load_regions()
