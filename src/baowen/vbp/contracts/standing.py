"""Why a contract can't be signed: its maker may not list, or its distributor may not deliver there. VBP-4, CRD-3."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from baowen.procure.listing import standing as listing
from baowen.procure.standing import Barred
from baowen.procure.trade import standing as trade


@dataclass(slots=True)
class Asked:
    """What is asked about makers and distributors on a day, each of them once a place."""

    on: date
    _makers: dict[tuple[str, str], tuple[Barred, ...]] = field(default_factory=dict)
    _distributors: dict[tuple[str, str], tuple[Barred, ...]] = field(default_factory=dict)

    def maker(self, code: str, region: str) -> tuple[Barred, ...]:
        """Every reason why a maker may not sell there."""
        if (code, region) not in self._makers:
            self._makers[code, region] = listing.barred(code, region, self.on)
        return self._makers[code, region]

    def distributor(self, code: str, region: str) -> tuple[Barred, ...]:
        """Every reason why a distributor may not deliver there."""
        if (code, region) not in self._distributors:
            self._distributors[code, region] = trade.barred(code, region, self.on)
        return self._distributors[code, region]
