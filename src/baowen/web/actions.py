"""Writes to how people sign in that administrators make for them."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator

from baowen.core.audit.trail import writing
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor, require_people_keeper
from baowen.orgs.queries import organisation_on_file, person
from baowen.orgs.regions import load_regions


def remove_factors(username: str, *, actor: Actor, at: datetime, reason: str) -> int:
    """Take all second factors off an account whose holder has lost them; how many. The password stays.

    BaowenError for an unknown person or one without a second factor; NotAllowedError for whoever doesn't keep them.
    """
    found = person(username)
    if found is None:
        raise BaowenError(f"没有用户 {username}", f"there is no person {username}")
    where = organisation_on_file(found.organisation)
    require_people_keeper(actor, where.region, where.code, regions=load_regions())
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        _, counts = Authenticator.objects.filter(user__username=username).delete()
        removed: int = counts.get(Authenticator._meta.label, 0)
        if not removed:
            raise BaowenError(f"{username} 没有启用双因素身份认证", f"{username} has no second factor")
        trail.note("person.sign_in", f"person/{username}", after={"change": "factors_removed", "factors": removed})
    return removed
