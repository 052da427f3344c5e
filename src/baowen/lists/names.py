"""How lists name drugs: cells as published, several forms in one cell, and whether a line means the drug asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from baowen.drugs.forms import route_of
from baowen.drugs.names import base_name, normalise_name
from baowen.lists.rules import ANY_FORM

Likeness = Literal["same", "salt", "none"]

FOOTNOTES = re.compile(r"[*＊△▲#＃★☆①-⑳†‡]+$")
BETWEEN_FORMS = re.compile(r"[、,，;；/／\n\r]+(?![^(（\[【]*[)）\]】])")  # not between brackets
ANY_WORDS = frozenset(
    {"不限", "不限剂型", "各剂型", "所有剂型", "全部剂型", "各种剂型", "-", "--", "—", "——", "/", "无"}
)
ALL_INJECTIONS = "注射剂"  # lists use the word of the pharmacopoeia's general chapter for whatever is injected


def listed_name(cell: str) -> str:
    """The generic name of a cell in one spelling, without footnote marks."""
    return normalise_name(FOOTNOTES.sub("", cell.strip()))


def forms_in(cell: str) -> tuple[str, ...]:
    """The dosage forms that a cell names, each in one spelling; (ANY_FORM,) for a blank cell or one that says 不限."""
    if cell.strip() in ANY_WORDS:
        return (ANY_FORM,)
    parts = (normalise_name(FOOTNOTES.sub("", part.strip())) for part in BETWEEN_FORMS.split(cell))
    return tuple(dict.fromkeys(part for part in parts if part)) or (ANY_FORM,)


@dataclass(frozen=True, slots=True)
class Asked:
    """A drug somebody asks about: its name in one spelling, and its dosage form, "" for any."""

    name: str
    form: str = ANY_FORM

    @classmethod
    def of(cls, drug: str, form: str = "") -> Asked:
        """The drug of a name as people write it; 地高辛片 asks for the tablet."""
        return cls(normalise_name(drug), normalise_name(form) or base_name(drug).form)


def likeness(name: str, asked: Asked) -> Likeness:
    """Whether a line's name is the drug asked for: the same, the same active part in another salt, or another."""
    if name == asked.name:
        return "same"
    ours, theirs = base_name(name), base_name(asked.name)
    if not ours.base or ours.base != theirs.base:
        return "none"
    return "same" if ours.salt == theirs.salt else "salt"


def covers(name: str, form: str, asked: Asked) -> bool:
    """Whether a line's form covers the form asked for. A line without a form covers that of its name, else every form.

    注射剂 covers whatever is injected; 片剂 and 片 are one; what a bracket adds (片剂（含分散片）) is covered too.
    """
    listed = form or base_name(name).form
    if ANY_FORM in (listed, asked.form):
        return True
    if _short(listed) == _short(ALL_INJECTIONS) and route_of(asked.form) == "injection":
        return True
    return _short(asked.form) in _all_forms(listed)


def _short(form: str) -> str:
    return re.sub(r"\([^()]*\)", "", form).removesuffix("剂")


def _all_forms(form: str) -> set[str]:
    """The form and those that a bracket adds to it; what a bracket excludes is no part of it."""
    found = {_short(form)}
    for added in re.findall(r"\(([^()]*)\)", form):
        if not added.startswith(("不含", "不包括", "除")):
            found |= {_short(part) for part in re.split(r"[、,;/]", re.sub(r"^(含|包括)", "", added))}
    return found
