"""Who may write a list: its own lead unit, or, of a list from above, the topmost lead unit that is on the platform."""

from __future__ import annotations

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
