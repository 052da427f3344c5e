"""Who is told of a purchase: the other side of an order, a negotiation or a filing. PRC-2 to PRC-4.

Numbers, drugs and days, nothing of prices: whoever reads an organisation's messages may not see its trade.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from baowen.core.audit.trail import Trail
from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text


def tell(
    organisations: Collection[str], about: str, what: str, title: Text, *, trail: Trail, at: datetime,
    in_digest: bool = False,
) -> None:  # fmt: skip
    """Tell organisations, each once, what waits for them: `what` tells messages about the same thing apart.

    With `in_digest` it stands in the inbox at once and goes out with the day's digest.
    """
    kind = f"{about.partition('/')[0]}_{what.partition('/')[0]}"
    for code in sorted(organisations):
        to = f"organisation:{code}"
        post(
            trail, to=to, kind=kind, title=title, body=title, about=about, key=f"{about}/{what}/{to}", at=at,
            digest=in_digest,
        )  # fmt: skip
