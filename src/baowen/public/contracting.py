"""Which purchases are published as open contracting data, under which prefix and by whom. PRC-7, PUB-1."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings

from baowen.core.home import Home
from baowen.core.policy import Packs
from baowen.drugs.names import base_name
from baowen.lake.serving import Serving
from baowen.lists.names import Asked, covers, likeness
from baowen.lists.opens import LISTED
from baowen.orgs.queries import lead_unit
from baowen.orgs.regions import load_regions
from baowen.procure.ocds.naming import Naming
from baowen.procure.ocds.packages import Publisher, checked_prefix
from baowen.procure.ocds.queries import Published, Scope
from baowen.public.listing import lines_in_force


def public_scope(home: Home, serving: Serving | None, packs: Packs, *, on: date, now: datetime) -> Scope:
    """What anybody may see of the home's place: listings, and purchases of drugs on a shortage or monitoring list."""
    return Scope(
        region=home.region, prefix=checked_prefix(settings.OCID_PREFIX), naming=Naming(packs, on),
        is_published=published_drugs(listed_lines(serving, home.region, on)), now=now,
    )  # fmt: skip


def publisher(home: Home, address: str) -> Publisher:
    """Who publishes: the lead unit of the place, else the place itself. `address`: that of the public pages."""
    unit = lead_unit(home.region)
    name = unit.name if unit else load_regions().full_name(home.region)
    return Publisher(name=name, address=address, licence=settings.DATA_LICENCE)


def listed_lines(serving: Serving | None, region: str, on: date) -> list[tuple[str, str]]:
    """Name and dosage form of every line of the shortage and monitoring lists in force in a place."""
    found = lines_in_force(serving, region=region, on=on)
    return [(one.name, one.dosage_form) for one in found if one.kind in LISTED]


def published_drugs(lines: Iterable[tuple[str, str]]) -> Published:
    """Whether a drug is on one of the lines of lists; each name is looked at once."""
    by_base: dict[str, list[tuple[str, str]]] = {}
    for name, form in lines:
        by_base.setdefault(base_name(name).base, []).append((name, form))

    @lru_cache(maxsize=10_000)
    def is_published(name: str, form: str) -> bool:
        asked = Asked.of(name, form)
        near = by_base.get(base_name(asked.name).base, ())
        return any(likeness(line, asked) == "same" and covers(line, of, asked) for line, of in near)

    return is_published
