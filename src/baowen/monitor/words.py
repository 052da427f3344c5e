"""Words that several pages share: severities, states of signals, what a value rests on."""

from __future__ import annotations

from baowen.core.policy.entry import BASIS_WORDS, Basis

SEVERITIES: dict[str, tuple[str, str]] = {
    "red": ("红色", "red"), "orange": ("橙色", "orange"), "yellow": ("黄色", "yellow"), "blue": ("蓝色", "blue"),
}  # fmt: skip
SIGNAL_STATES: dict[str, tuple[str, str]] = {
    "in_force": ("持续", "in force"), "ended": ("已消失", "ended"),
    "merged": ("已并入上级预警", "merged into a wider one"), "withdrawn": ("已撤回", "withdrawn"),
}  # fmt: skip


def basis_words(basis: str) -> tuple[str, str]:
    """How sure a value of the packs is, in words."""
    return BASIS_WORDS[Basis(basis)] if basis in set(Basis) else (basis, basis)
