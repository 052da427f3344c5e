"""Reads a specification such as 0.1g*24片*2板/盒 or 10ml:0.5g(50万单位): strength, volume, weight, count, unit.

`parse_spec` never raises: what it cannot read wholly comes back with a coded reason and no specification, because a
half-read strength would make a wrong price. How well it does on real catalogues: docs/reference/spec-parser.md.
"""

from __future__ import annotations

import re
from dataclasses import replace

from baowen.drugs.spec_grammar import Draft, NotUnderstoodError, read_into, take_brackets
from baowen.drugs.spec_model import Amount, Component, Parsed, Spec
from baowen.drugs.spec_units import find_quantities, plain_spec, protect_names, readable

__all__ = ["REASONS", "Amount", "Component", "Parsed", "Spec", "parse_spec"]

# Why a text could not be read, in the words a clerk sees.
REASONS = {
    "empty": ("规格为空", "the specification is empty"),
    "no_amount": ("没有写含量或数量", "it states no amount"),
    "compound_unclear": ("只写“复方”，没有写各成分含量", "it says only that it is a compound"),
    "number_without_unit": ("数字后面没有能识别的单位", "a number has no known unit behind it"),
    "several_volumes": ("写了几个不同的容量", "it states several volumes"),
    "zero_count": ("数量为零", "a count is zero"),
    "unclear_amounts": ("几个含量之间的关系不清楚", "how its amounts belong together is unclear"),
    "too_long": ("文字过长", "the text is too long"),
}
LONGEST = 600
NOTHING = re.compile(r"[\s\-_/\\.,;:*、无]*|-+|/|无|NULL|N/A|NONE|NA", re.IGNORECASE)
FORM_END = r"(?:剂|片|胶囊|粉末|注射液|丸|颗粒|液|膏|栓|脂质体|糖浆|溶液|散|凝胶|酊|粉针|冻干粉|乳|混悬)"
HEADED = re.compile(rf"(?P<forms>[\u4e00-\u9fff、/]*?{FORM_END})\s*:\s*(?=[\d.])")
SALTED = re.compile(r"\((?P<salt>[^()\d]*盐)\)\s*")
CRUDE = re.compile(r"饮片|药材|原生药|生药|原药|净药")
WEIGHED_FORMS = re.compile(r"蜜丸|水丸|浓缩丸|糊丸|煎膏|膏滋|茶剂|曲剂|胶剂")
UNIT_OF_FORM = (("片", "片"), ("胶囊", "粒"), ("胶丸", "粒"), ("颗粒", "袋"), ("散", "袋"), ("栓", "粒"), ("丸", "丸"),
                ("注射", "支"), ("贴", "贴"))  # fmt: skip


def parse_spec(text: str, *, dosage_form: str = "", packaging: str = "") -> Parsed:
    """The specifications that a text states, or the reason why it cannot be read.

    `dosage_form` names the unit where the text only counts (0.2g*18); `packaging` gives the count of a single
    specification when the specification has none.
    """
    if len(text) > LONGEST:
        return Parsed((), "too_long")
    plain = protect_names(plain_spec(text))
    if NOTHING.fullmatch(plain):
        return Parsed((), "empty")
    specs: list[Spec] = []
    try:
        for form, salt, item in _alternatives(plain):
            specs.append(replace(_read_one(item, dosage_form), form=form, salt=salt))
    except NotUnderstoodError as error:
        return Parsed((), str(error))
    if not specs or not all(spec.says_something for spec in specs):
        return Parsed((), "compound_unclear" if re.search("复方|复合", plain) else "no_amount")
    if packaging and len(specs) == 1 and specs[0].count is None:
        specs = [_with_packaging(specs[0], packaging, dosage_form)]
    return Parsed(tuple(specs))


def _with_packaging(spec: Spec, packaging: str, dosage_form: str) -> Spec:
    packed = parse_spec(packaging, dosage_form=dosage_form).only
    if packed is None or packed.count is None:
        return spec
    return replace(spec, count=packed.count, smallest_unit=packed.smallest_unit or spec.smallest_unit)


def _split(text: str, signs: str) -> list[str]:
    """The text cut at signs that stand outside brackets; empty pieces go."""
    pieces, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign in signs and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += sign
    return [piece.strip() for piece in pieces if piece.strip()]


def _alternatives(plain: str) -> list[tuple[str, str, str]]:
    """(form, salt, text) of each specification. Cut only where every piece begins with a number or a form."""
    clauses = _split(plain, ";")
    headed = [(SALTED.match(clause), clause) for clause in clauses]
    if not all(re.match(r"[\d.]", clause) or salt or HEADED.match(clause) for salt, clause in headed):
        clauses, headed = [plain], [(None, plain)]
    found: list[tuple[str, str, str]] = []
    for salt, clause in headed:
        rest = clause[salt.end() :] if salt else clause
        form = HEADED.match(rest)
        rest = rest[form.end() :] if form else rest
        items = _split(rest, "、")
        items = items if all(re.match(r"[\d.]+\s*\D", item) for item in items) else [rest]
        found += [(form["forms"] if form else "", salt["salt"] if salt else "", item) for item in items]
    return found


def _read_one(item: str, dosage_form: str) -> Spec:
    draft = Draft()
    main, groups = take_brackets(item)
    read_into(draft, main, groups)
    for group in groups:
        _add_bracket(draft, group)
    return _finish(draft, main, dosage_form)


def _add_bracket(draft: Draft, group: str) -> None:
    """What a bracket adds: a basis, activity units, components, a volume; anything else is kept as a note."""
    inner = Draft()
    main, groups = take_brackets(group)
    try:
        read_into(inner, main, groups)
    except NotUnderstoodError:
        draft.notes.append(readable(group))
        return
    draft.bases += inner.bases
    if not find_quantities(main):
        if not inner.bases and group.strip():
            draft.notes.append(readable(group))
        return
    if inner.per is not None or re.search("计为|不少于|不低于", main):
        draft.notes.append(readable(group))
        return
    if inner.equivalent is not None and CRUDE.search(main):
        draft.equivalent = draft.equivalent or inner.equivalent
    elif inner.equivalent is not None:
        draft.notes.append(readable(group))
    draft.volume = inner.volume if draft.volume is None else draft.volume
    draft.fill = draft.fill or inner.fill
    draft.concentration = draft.concentration or inner.concentration
    draft.components = draft.components or inner.components
    if draft.count is None and inner.count is not None:
        draft.count, draft.unit = inner.count, inner.unit or draft.unit
    _add_plain(draft, inner)


def _add_plain(draft: Draft, inner: Draft) -> None:
    if not inner.plain:
        return
    amount = inner.plain[0][0]
    whole = draft.plain[0][0] if draft.plain else None
    if whole is None and not draft.components and draft.fill is None:
        draft.plain += inner.plain
    elif amount.unit != "mg" and (whole is None or whole.unit == "mg") and draft.activity is None:
        draft.activity = amount
    else:
        draft.notes.append(f"{amount.value}{amount.unit}")


def _finish(draft: Draft, main: str, dosage_form: str) -> Spec:
    strength, activity, fill = _main_amounts(draft, main)
    if strength is not None and fill is None and strength.unit == "mg" and WEIGHED_FORMS.search(dosage_form):
        strength, fill = None, strength
    per = draft.per if strength is not None else None
    components = tuple(draft.components) if len(draft.components) > 1 or strength is not None else ()
    if strength is None and len(draft.components) == 1:
        strength, per, components = draft.components[0].amount, draft.per, tuple(draft.components)
    if strength is None and not components:
        strength, activity = activity, None
    unit = draft.unit if draft.unit not in ("s", "t", "") else _unit_of(dosage_form) or ("片" if draft.unit else "")
    return Spec(
        strength=strength, strength_per=per, activity=activity, components=components, volume_ml=draft.volume,
        fill=fill, equivalent=draft.equivalent, concentration=draft.concentration, size=draft.size,
        count=draft.count, smallest_unit=unit, basis="；".join(filter(None, draft.bases)), notes=tuple(draft.notes),
    )  # fmt: skip


def _main_amounts(draft: Draft, main: str) -> tuple[Amount | None, Amount | None, Amount | None]:
    """(strength, activity, fill) from the amounts that have no name of their own."""
    amounts = [amount for amount, _ in draft.plain]
    if not amounts:
        return None, draft.activity, draft.fill
    if len(amounts) == 1:
        if len(draft.components) == 1 and "含" in main and draft.fill is None:
            return draft.components[0].amount, draft.activity, amounts[0]
        return amounts[0], draft.activity, draft.fill
    if draft.components:
        raise NotUnderstoodError("unclear_amounts")
    first, second = amounts[0], amounts[1]
    if len(amounts) == 2 and first.unit == "mg" != second.unit and not draft.plain[1][1]:
        return first, draft.activity or second, draft.fill
    named = any(name for _, name in draft.plain[1:])
    if len(amounts) == 2 and draft.volume is None and first.unit == second.unit == "mg" and not named and ":" in main:
        strength, whole = (second, first) if first.value >= second.value else (first, second)
        return strength, draft.activity, draft.fill or whole
    draft.components = [Component(name, amount) for amount, name in draft.plain]
    return None, draft.activity, draft.fill


def _unit_of(dosage_form: str) -> str:
    return next((unit for word, unit in UNIT_OF_FORM if word in dosage_form), "")
