"""Who may write a list: its own lead unit, or, of a list from above, the topmost lead unit that is on the platform."""

from __future__ import annotations

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, NotAllowedError, require
from baowen.orgs.queries import lead_unit
from baowen.orgs.regions import load_regions


def require_publisher(actor: Actor, issuer: str) -> None:
    """NotAllowedError unless the actor may publish the lists of a place, or record those of a place above.

    A list from above is recorded once on a platform: by its issuer where that has a lead unit here, else by the lead
    unit nearest below the issuer.
    """
    regions = load_regions()
    regions.require(issuer)
    if issuer == actor.region or not regions.within(actor.region, issuer):
        require(actor, Act.LIST_PUBLISH, issuer, regions=regions)
        return
    require(actor, Act.LIST_RECORD, issuer, regions=regions)
    for place in regions.ancestors(actor.region):
        unit = lead_unit(place.code)
        if unit is not None:
            raise NotAllowedError(
                f"{issuer} 的清单由 {place.name}牵头单位（{unit.code}）录入",
                f"the lists of {issuer} are recorded by the lead unit {unit.code} of {place.code}",
            )
        if place.code == issuer:
            return


def written(text: str, zh: str, en: str, *, most: int) -> str:
    """The text without blanks around it; BaowenError where it is empty or longer than `most` characters."""
    text = text.strip()
    if not text:
        raise BaowenError(f"请填写{zh}", f"please give the {en}")
    return short(text, zh, en, most=most)


def short(text: str, zh: str, en: str, *, most: int) -> str:
    """The text without blanks around it, which may be empty; BaowenError where it is too long."""
    text = text.strip()
    if len(text) > most:
        raise BaowenError(f"{zh}超过 {most} 个字，请缩短", f"the {en} is longer than {most} characters")
    return text
