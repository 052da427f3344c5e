"""All reads of price supervision. matters: lists and one matter for officers. own: what an enterprise sees.
public: what everybody is shown."""

from __future__ import annotations

from baowen.price.queries.matters import MatterLine, MatterView, Wanted, matter_desk, matter_page, matters_of_origin
from baowen.price.queries.own import OwnMatter, letter_to_read, own_matter, own_matters
from baowen.price.queries.public import PublicNotice, public_notice, public_notices

__all__ = [
    "MatterLine",
    "MatterView",
    "OwnMatter",
    "PublicNotice",
    "Wanted",
    "letter_to_read",
    "matter_desk",
    "matter_page",
    "matters_of_origin",
    "own_matter",
    "own_matters",
    "public_notice",
    "public_notices",
]
