"""Puts a dosage form into a group for comparing prices, and into a route by which it is given."""

from __future__ import annotations

import re
from typing import Literal

FormGroup = Literal["oral_solid", "injection", "liquid", "topical", "other"]
Route = Literal["oral", "injection", "inhaled", "eye_ear_nose", "rectal_vaginal", "topical", "other"]

# The first pattern that is found decides, so the narrower ones stand first.
ROUTES: tuple[tuple[str, Route], ...] = (
    ("眼用注射|玻璃体", "injection"),
    ("眼|滴耳|耳用|滴鼻|鼻", "eye_ear_nose"),
    ("吸入|雾化|粉雾|气雾", "inhaled"),
    ("阴道|直肠|栓|灌肠|肛", "rectal_vaginal"),
    ("注射|粉针|针剂|输液|脂肪乳|冻干", "injection"),
    (
        "贴|搽|乳膏|软膏|硬膏|膏药|凝胶|洗剂|涂|外用|喷雾|含漱|漱口|冲洗|皮肤|敷|橡胶膏|巴布|透皮|油膏|酊|霜|擦",
        "topical",
    ),
    ("口服|片|胶囊|丸|颗粒|散|糖浆|合剂|混悬|茶|煎膏|膏滋|酒|露|胶剂|滴剂|干糖浆|冲剂|口崩|含化", "oral"),
    ("溶液|液|乳", "other"),
)
# A release that is not the ordinary one has no ratio: such products compare under their own name only.
OWN_RELEASE = "缓释|控释|缓控释|口崩|崩解|舌下"
# A form named by its kind alone is the plain one of the price-ratio table.
PLAIN_FORMS = (("胶囊", "硬胶囊"), ("片", "普通片"))
SOLID = re.compile(r"片|胶囊|丸|颗粒|散|干混悬|茶|胶剂|冲剂|干糖浆")


def route_of(dosage_form: str) -> Route:
    """The route of a dosage form, "other" where the words do not say."""
    for pattern, route in ROUTES:
        if re.search(pattern, dosage_form):
            return route
    return "other"


def form_group(dosage_form: str) -> FormGroup:
    """The group of a dosage form: only forms of one group may be compared unit by unit."""
    route = route_of(dosage_form)
    if route == "injection":
        return "injection"
    if route == "oral":
        return "oral_solid" if SOLID.search(dosage_form) else "liquid"
    if route in ("topical", "eye_ear_nose", "rectal_vaginal"):
        return "topical"
    return "liquid" if re.search("溶液|液", dosage_form) and route == "other" else "other"
