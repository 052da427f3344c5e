"""`{% place_options %}`: the places that a viewer may ask about, by name, for a field that takes a code of a place."""

from __future__ import annotations

from typing import Any

from django import template

from baowen.orgs.regions import Region
from baowen.web.viewer import regions, viewer_of

register = template.Library()


@register.inclusion_tag("parts/place_options.html", takes_context=True)
def place_options(context: Any) -> dict[str, list[Region]]:
    """The own place and two levels below it, for a field with `list="places"`."""
    own = regions().get(viewer_of(context["request"]).actor.region)
    if own is None:
        return {"places": []}
    found = [own]
    for child in regions().children(own.code):
        found += [child, *regions().children(child.code)]
    return {"places": found}
