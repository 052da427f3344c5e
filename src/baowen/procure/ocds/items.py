"""A product as an OCDS item with the fields of the medicine extension, read from its specification. Pure.

Codes that the extension lists are used where they are certain; what is not understood stays in the description alone.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from baowen.drugs.codes import check_nhsa_code
from baowen.drugs.forms import route_of
from baowen.drugs.names import base_name
from baowen.drugs.spec import parse_spec
from baowen.drugs.spec_model import Amount, Spec
from baowen.procure.ocds.facts import Goods

CURRENCY: Final = "CNY"
# The first pattern that is found decides.
FORMS: Final = (
    ("口服溶液|注射液|滴眼液|滴鼻液|合剂|糖浆|溶液", "SOL"), ("混悬", "SUSP"), ("气雾", "AER"), ("吸入", "INHL"),
    ("颗粒", "GRAN"), ("乳膏", "CRM"), ("软膏|眼膏", "OINT"), ("凝胶", "GEL"), ("洗剂", "LTN"), ("贴", "PATCH"),
    ("栓", "SUPP"), ("片|胶囊|丸", "PILL"), ("粉针|冻干|散|粉", "POWD"),
)  # fmt: skip
ROUTES: Final = {"oral": "PO", "topical": "TOPICAL"}
CONTAINERS: Final = (
    ("安瓿", "amp"), ("西林瓶", "vial"), ("铝塑|泡罩|[0-9]板", "blstrpk"), ("软袋|袋", "bag"), ("瓶", "bot"),
    ("管", "tube"), ("盒", "box"),
)  # fmt: skip
UNITS: Final = {"mg": "MGM", "ml": "MLT", "%": "P1"}
PACK: Final = {"scheme": "UNCEFACT", "id": "PK", "name": "盒（最小包装）"}


def money(amount: Decimal) -> dict[str, Any]:
    """An amount of yuan."""
    return {"amount": amount, "currency": CURRENCY}


def item_of(
    goods: Goods, key: str, *, quantity: Decimal | None = None, price: Decimal | None = None
) -> dict[str, Any]:  # fmt: skip
    """A product as an item under a key, with the quantity in packs and the price of one where they are given."""
    words = " ".join(filter(None, (goods.generic_name, goods.dosage_form, goods.spec, goods.packaging)))
    item: dict[str, Any] = {"id": key, "description": words, **_classified(goods.product_code), **_medicine(goods)}
    if quantity is not None:
        item["quantity"] = quantity
    item["unit"] = PACK if price is None else PACK | {"value": money(price)}
    return item


def _classified(code: str) -> dict[str, Any]:
    """ATC first where the healthcare-security code of a western medicine holds its class, else the code itself."""
    if not code:
        return {}
    checked = check_nhsa_code(code)
    known = checked.verdict == "ok"
    own = {"scheme": "x_CN-NHSA" if known else "x_product_code", "id": checked.value if known else code}
    if known and checked.parts.get("kind") == "X":
        return {"classification": {"scheme": "ATC", "id": checked.parts["class"]}, "additionalClassifications": [own]}
    return {"classification": own}


def _medicine(goods: Goods) -> dict[str, Any]:
    name = base_name(goods.generic_name)
    form = goods.dosage_form or name.form
    spec = parse_spec(goods.spec, dosage_form=form, packaging=goods.packaging).only
    found: dict[str, Any] = {"activeIngredients": _ingredients(f"{name.salt}{name.base}" or goods.generic_name, spec)}
    for field, code in (("dosageForm", _first(FORMS, form)), ("administrationRoute", ROUTES.get(route_of(form)))):
        if code:
            found[field] = code
    container = _first(CONTAINERS, goods.packaging)
    if container:
        capacity = _quantity(Amount(spec.volume_ml, "ml")) if spec and spec.volume_ml else {}
        found["immediateContainer"] = {"name": container} | ({"capacity": capacity} if capacity else {})
    return found


def _ingredients(name: str, spec: Spec | None) -> list[dict[str, Any]]:
    """The one ingredient of the name with its strength, or those that the specification names."""
    if spec is None:
        return [{"name": name}]
    named = [part for part in spec.components if part.name]
    if spec.active_strength is None and named:
        return [{"name": part.name, "strength": _quantity(part.amount)} for part in named]
    amount = spec.active_strength or spec.activity
    return [{"name": name} | ({"strength": _quantity(amount)} if amount else {})]


def _quantity(amount: Amount) -> dict[str, Any]:
    known = UNITS.get(amount.unit)
    unit = {"scheme": "UNCEFACT", "id": known} if known else {"scheme": "x_unit", "id": amount.unit}
    return {"unit": unit, "value": amount.value}


def _first(patterns: tuple[tuple[str, str], ...], text: str) -> str:
    return next((code for pattern, code in patterns if text and re.search(pattern, text)), "")
