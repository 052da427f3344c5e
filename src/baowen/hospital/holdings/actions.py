"""A hospital or pharmacy decides how much of its stock the public sees. HOS-6."""

from __future__ import annotations

from baowen.core.problems import BaowenError
from baowen.hospital.holdings.kinds import Showing
from baowen.hospital.holdings.models import ShownStock
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, require
from baowen.respond.actions.moves import Doing

HOLDERS = frozenset({OrganisationKind.HOSPITAL, OrganisationKind.PHARMACY})


def show_stock(showing: Showing, doing: Doing) -> None:
    """Choose for the own institution; it holds from the next look of the public on."""
    actor = doing.actor
    with doing.writing() as trail:
        require(actor, Act.HOLDING_SHOW, actor.region, regions=doing.book.regions, organisation=actor.organisation)
        if actor.kind not in HOLDERS:
            raise BaowenError("只有医疗机构和零售药店公开库存", "hospitals and pharmacies alone show their stock")
        row = ShownStock.objects.select_for_update().filter(organisation=actor.organisation).first()
        before = None if row is None else {"showing": row.showing}
        ShownStock.objects.update_or_create(
            organisation=actor.organisation,
            defaults={"showing": showing.value, "chosen_at": doing.entered, "chosen_by": actor.name},
        )  # fmt: skip
        trail.note(
            "holding.show", f"organisation/{actor.organisation}", before=before, after={"showing": showing.value}
        )
