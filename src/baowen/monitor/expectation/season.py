"""The season of a drug: how much more or less of it a place's orders hold in a month of the year than on average.

Taken from the drug's products in all provinces together, because a single series of two years is too noisy for it: the
month a year ago and its two neighbours against the twelve months before the forecast. Half of it is believed at first.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from baowen.monitor.expectation.panel import Floats, Indices, Panel

YEAR: Final = 12


def drug_shares(panel: Panel, top: Indices) -> Floats:
    """Drugs × months: packs of the drug per order line, over the series `top` (positions: those of whole provinces)."""
    count = int(panel.group.max(initial=-1)) + 1
    packs = np.zeros((count, len(panel.months)))
    np.add.at(packs, panel.group[top], panel.packs[top])
    lines = panel.activity[np.unique(panel.place[top])].sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(lines > 0, packs / lines, np.nan)


def season_of(shares: Floats, month: int, *, most: float) -> Floats:
    """By drug the factor of column `month` from the months before it, between 1/most and most; 1 where unknown."""
    if month < YEAR:
        return np.ones(len(shares))
    window = shares[:, month - YEAR : month]
    mean = window.mean(axis=1)
    ago = [(month - YEAR - 1, 1.0), (month - YEAR, 2.0), (month - YEAR + 1, 1.0)]
    used = [(at, weight) for at, weight in ago if 0 <= at < month]
    near = sum(weight * shares[:, at] for at, weight in used) / sum(weight for _, weight in used)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.where(mean > 0, near / mean, 1.0)
    return np.clip(np.where(np.isfinite(factor), factor, 1.0), 1 / most, most)
