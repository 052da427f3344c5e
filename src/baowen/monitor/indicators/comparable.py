"""Makes listed or paid prices of one drug comparable across strengths, packs and dosage forms by the price-ratio rules.

药品差比价规则: another product costs K times the representative, K = coefficient ^ log2 X for each difference
(`baowen.drugs.price` works one pair out in decimals, with every step). K multiplies, so each product can be given one
factor: its price over its factor is what one smallest unit of the drug's representative strength would cost, and two
products of one comparison group compare by that. What the rules do not say (a form without a ratio, the steps of
infusions above 10 ml, strengths too far apart, Art 17) makes groups of its own, never a guess.
Requirement: PRI-4, MON-4.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.drugs.forms import OWN_RELEASE, PLAIN_FORMS
from baowen.monitor.indicators.parameter import entry

# Products compare when all of these agree.
COMPARED_BY: Final = ("drug_key", "form_group", "form", "volume", "band")
_COUNTED: Final = ("片", "粒")


@dataclass(frozen=True, kw_only=True)
class RatioParameters:
    """The coefficients of the price-ratio rules. `ratio_forms`: dosage form to its ratio, the plain form is 1.

    `separate_strength`: from this multiple on another strength is a representative of its own (Art 17).
    `same_volume`: injections up to so many millilitres are one price. `injection_floor`: yuan for one injection.
    """

    ratio_strength: float = entry("price_ratio.strength")
    ratio_fill: float = entry("price_ratio.volume")
    ratio_pack_count: float = entry("price_ratio.pack_count")
    ratio_pack_count_other: float = entry("price_ratio.pack_count_other")
    ratio_forms: Mapping[str, float] = entry("price_ratio.form")
    separate_strength: float = entry("price_ratio.separate_strength")
    same_volume: float = entry("price_ratio.injection.same_volume")
    injection_floor: float = entry("price_ratio.injection.floor")


def comparable_units(product: ir.Table, parameters: RatioParameters) -> ir.Table:
    """Each product that can be compared with its group (COMPARED_BY), `units`, `factor` and `least_price`.

    `factor`: the price of a pack over it is yuan for one smallest unit of the representative strength. `least_price`:
    yuan for a pack below which no price counts as lower (injections). A product without name, form, strength in mg or
    units in a pack is left out.
    """
    rows = product.filter(
        product.drug_key.notnull(), product.form_group.notnull(), product.strength_mg > 0, product.units > 0
    )
    is_injection = rows.form_group == "injection"
    volume = ibis.coalesce(rows.volume_ml.cast("float64"), 0.0)
    form, form_ratio = _form(rows, parameters)
    fill = ibis.ifelse(rows.form_group.isin(("liquid", "topical", "other")) & (volume > 0), volume, 1.0)
    counted = (rows.form_group == "oral_solid") & _is_counted(rows)
    units, strength = rows.units.cast("float64"), rows.strength_mg.cast("float64")
    pack = ibis.ifelse(
        counted,
        _ratio(units, parameters.ratio_pack_count),
        _ratio(units, parameters.ratio_pack_count_other),
    )
    rows = rows.select(
        "product", "drug_key", "form_group", form=form, units=units, content=strength / fill, fill=fill,
        volume=ibis.ifelse(is_injection & (volume > parameters.same_volume), volume, 0.0),
        rest=form_ratio * pack,
        least_price=ibis.ifelse(is_injection, units * parameters.injection_floor, 0.0),
    )  # fmt: skip
    return _against_representative(rows, parameters)


def comparable_price(price: ir.Value, compared: ir.Table) -> ir.Value:
    """A pack's price (yuan) as a comparable one; `compared` has the columns of `comparable_units`."""
    return ibis.greatest(price.cast("float64"), compared.least_price) / compared.factor


def _against_representative(rows: ir.Table, parameters: RatioParameters) -> ir.Table:
    """The representative is the strength that most products of the group have, of several the lowest.

    A strength that lies too far from it is compared with itself only: `band` is then that strength, else 0.
    """
    keys = ("drug_key", "form_group", "form", "volume")
    kinds = rows.group_by(*keys, "content", "fill").aggregate(products=rows.count())
    order = ibis.window(group_by=keys, order_by=(ibis.desc("products"), "content", "fill"))
    first = kinds.mutate(place=ibis.row_number().over(order))
    first = first.filter(first.place == 0).select(*keys, usual="content", usual_fill="fill")
    joined = rows.join(first, list(keys))
    x = joined.content / joined.usual
    is_near = (x < parameters.separate_strength) & (x * parameters.separate_strength > 1)
    strength = ibis.ifelse(is_near, _ratio(x, parameters.ratio_strength), 1.0)
    filled = _ratio(joined.fill / joined.usual_fill, parameters.ratio_fill)
    return joined.select(
        "product", *keys, "units", "least_price",
        band=ibis.ifelse(is_near, 0.0, joined.content), factor=strength * filled * joined.rest,
    )  # fmt: skip


def _ratio(x: ir.Value, coefficient: float) -> ir.Value:
    """K = coefficient ^ log2 x, written as a power of x."""
    return x ** math.log2(coefficient)


def _form(rows: ir.Table, parameters: RatioParameters) -> tuple[ir.Value, ir.Value]:
    """(form, ratio): "" and the ratio of a form that the rules know; else what it is called, and 1."""
    form = rows.dosage_form.fill_null("")
    text = rows.generic_name.fill_null("") + "|" + form
    own = text.re_search(OWN_RELEASE)
    known = sorted(parameters.ratio_forms, key=len, reverse=True)
    plain = [(word, parameters.ratio_forms[name]) for word, name in PLAIN_FORMS if name in parameters.ratio_forms]
    ratios = [(text.contains(name), parameters.ratio_forms[name]) for name in known]
    ratios += [(text.contains(word), ratio) for word, ratio in plain]
    oral = rows.form_group == "oral_solid"
    ratio = ibis.ifelse(oral & ~own, ibis.cases(*ratios, else_=ibis.null("float64")), ibis.null("float64"))
    name = ibis.ifelse(own, text, form)
    return ibis.ifelse(ratio.notnull(), "", name), ratio.fill_null(1.0)


def _is_counted(rows: ir.Table) -> ir.BooleanValue:
    """Art 13 is for tablets and capsules; granules and powders are priced in proportion."""
    form = rows.dosage_form.fill_null("")
    words = form.endswith("片") | form.endswith("胶囊") | form.contains("片剂") | form.contains("胶囊剂")
    return rows.unit_name.fill_null("").isin(_COUNTED) | words
