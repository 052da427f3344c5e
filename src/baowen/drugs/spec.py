"""Reads a specification such as 0.1g*24片*2板/盒 or 10ml:0.5g(50万单位): strength, volume, weight, count, unit.

`parse_spec` never raises: what it cannot read wholly comes back with a coded reason and no specification, because a
half-read strength would make a wrong price. How well it does on real catalogues: docs/reference/spec-parser.md.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from baowen.drugs.spec_grammar import BASIS, CRUDE, Draft, NotUnderstoodError, read_into, take_brackets
from baowen.drugs.spec_model import VEHICLES, Amount, Component, Parsed, Spec
from baowen.drugs.spec_units import find_quantities, plain_spec, protect_names, readable

__all__ = ["REASONS", "Amount", "Component", "Parsed", "Spec", "parse_spec"]

# Why a text could not be read, in the words a clerk sees.
REASONS = {
    "empty": ("规格为空", "the specification is empty"),
    "no_amount": ("没有写含量或数量", "it states no amount"),
    "compound_unclear": ("只写“复方”，没有写各成分含量", "it says only that it is a compound"),
    "number_without_unit": ("数字后面没有能识别的单位", "a number has no known unit behind it"),
    "several_volumes": ("写了几个不同的容量", "it states several volumes"),
    "implausible": ("数量或含量不合常理", "an amount or a count is not plausible"),
    "range": ("写的是一个范围", "it states a range"),
    "unclear_amounts": ("几个含量之间的关系不清楚", "how its amounts belong together is unclear"),
    "too_long": ("文字过长", "the text is too long"),
}
LONGEST = 600
# A whole and its parts are both rounded; below this share the amount before them weighs more than they do.
ALMOST_WHOLE = Decimal("0.9")
HEAVY_GRANULES_MG = Decimal(5000)
LIGHTEST_TABLET_MG = Decimal(100)
HEAVIEST_TABLET_MG = Decimal(5000)
ALONE = re.compile("片|胶囊")
ROUNDED = Decimal("0.02")
NOTHING = re.compile(r"[\s\-_/\\.,;:*、无]*|-+|/|无|NULL|N/A|NONE|NA", re.IGNORECASE)
FORM_END = r"(?:剂|片|胶囊|粉末|注射液|丸|颗粒|液|膏|栓|脂质体|糖浆|溶液|散|凝胶|酊|粉针|冻干粉|乳|混悬)"
HEADED = re.compile(rf"(?P<forms>[\u4e00-\u9fff、/]*?{FORM_END})\s*:\s*(?=[\d.])")
SALTED = re.compile(rf"\((?P<salt>[^()\d]+)\)\s*(?={HEADED.pattern.replace('(?P<forms>', '(?:')})")
NUMBERED = re.compile(r"\s*\([1-9]\)\s*(?=[\d.])")
WEIGHED_FORMS = re.compile(r"(?<!滴)丸剂|蜜丸|水丸|浓缩丸|糊丸|煎膏|膏滋|茶剂|曲剂|(?<!凝)胶剂")
UNIT_OF_FORM = (("片", "片"), ("胶囊", "粒"), ("胶丸", "粒"), ("颗粒", "袋"), ("散", "袋"), ("栓", "粒"), ("丸", "丸"),
                ("注射", "支"), ("针", "支"), ("贴", "贴"))  # fmt: skip


def parse_spec(text: str, *, dosage_form: str = "", packaging: str = "", chinese_patent: bool = False) -> Parsed:
    """The specifications that a text states, or the reason why it cannot be read.

    `dosage_form` names the unit where the text only counts (0.2g*18); `packaging` gives the count of a single
    specification when the specification has none. Of a Chinese patent medicine (`chinese_patent`) a bare mass is what
    the unit weighs, since no active substance is named.
    """
    if len(text) > LONGEST:
        return Parsed((), "too_long")
    plain = protect_names(plain_spec(text))
    if NOTHING.fullmatch(plain):
        return Parsed((), "empty")
    specs: list[Spec] = []
    try:
        for form, salt, item in _alternatives(plain):
            specs.append(replace(_read_one(item, dosage_form, chinese_patent), form=form, salt=salt))
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
    before, *numbered = NUMBERED.split(plain)
    if len(numbered) > 1:
        return [("", "", before + piece) for piece in numbered]
    clauses = _split(plain, ";")
    headed = [(SALTED.match(clause), clause) for clause in clauses]
    plainly = all(re.match(r"[\d.]", clause) for clause in clauses)
    if plainly and len({tuple(found.kind for found in find_quantities(clause)) for clause in clauses}) > 1:
        return [("", "", plain.replace(";", ":"))]
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


def _read_one(item: str, dosage_form: str, chinese_patent: bool) -> Spec:
    draft = Draft()
    main, groups = take_brackets(item)
    read_into(draft, main, groups)
    for group in groups:
        _add_bracket(draft, group)
    return _finish(draft, main, dosage_form, chinese_patent)


def _add_bracket(draft: Draft, group: str) -> None:
    """What a bracket adds: a basis, activity units, components, a volume; anything else is kept as a note."""
    if re.match("[另内]?附", group.strip()) or "=" in group:
        draft.notes.append(readable(group))
        return
    inner = Draft(each=draft.each)
    main, groups = take_brackets(group)
    try:
        read_into(inner, main, groups)
    except NotUnderstoodError:
        draft.notes.append(readable(group))
        return
    draft.bases += inner.bases
    if inner.notes:
        draft.notes.append(readable(group))
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
    draft.percents += [part for part in inner.percents if part.amount not in {old.amount for old in draft.percents}]
    if not draft.components and _adds_up(draft, inner):
        draft.components = inner.components
    elif inner.components:
        draft.notes.append(readable(group))
    if draft.count is None and inner.count is not None:
        draft.count, draft.unit = inner.count, inner.unit or draft.unit
    _add_plain(draft, inner, main)


def _adds_up(draft: Draft, inner: Draft) -> bool:
    """Whether components named by their formulas make up the whole before the bracket.

    A formula glued to its amount (C8H9NO5S28.5mg) can be cut in two ways; a wrong cut shows in the sum.
    """
    formulas = [part for part in inner.components if re.match(r"C\d+H\d", part.name)]
    if not draft.plain or len(formulas) < 2:
        return True
    whole = draft.plain[0][0]
    total = sum((part.amount.value for part in inner.components if part.amount.unit == whole.unit), Decimal(0))
    return abs(total - whole.value) <= whole.value * ROUNDED


def _add_plain(draft: Draft, inner: Draft, main: str) -> None:
    if not inner.plain:
        return
    amount = inner.plain[0][0]
    whole = draft.plain[0][0] if draft.plain else None
    if whole is None and not draft.components and draft.fill is None:
        draft.plain = [(found, "") for found in _one_of_two(inner, main)]
        draft.fill = inner.fill
    elif len(draft.components) > 1 and not _one_active(draft.components):
        draft.notes.append(f"{amount.value.normalize():f}{amount.unit}")
    elif amount.unit != "mg" and (whole is None or whole.unit == "mg") and draft.activity is None:
        draft.activity = amount
    else:
        draft.notes.append(f"{amount.value.normalize():f}{amount.unit}")


def _finish(draft: Draft, main: str, dosage_form: str, chinese_patent: bool) -> Spec:
    strength, activity, fill = _main_amounts(draft, main)
    bare = fill is None and draft.volume is None and not draft.components and not draft.bases
    if bare and strength is not None and _is_weight(strength, dosage_form, chinese_patent):
        strength, fill = None, strength
    concentration = draft.percents[0].amount if len(draft.percents) == 1 else None
    components = tuple(draft.components) + (tuple(draft.percents) if len(draft.percents) > 1 else ())
    if strength is None and len(components) == 1:
        strength = components[0].amount
    if strength is None and not components:
        strength, activity = activity, None
    _refuse_doubtful(components, strength, fill, dosage_form)
    unit = draft.unit if draft.unit not in ("s", "t", "") else _unit_of(dosage_form) or ("片" if draft.unit else "")
    return Spec(
        strength=strength, strength_per=draft.per, activity=activity,
        components=components, volume_ml=draft.volume, fill=fill, equivalent=draft.equivalent,
        concentration=concentration, size=draft.size, count=draft.count, smallest_unit=unit,
        basis="；".join(filter(None, draft.bases)), notes=_notes(draft, components),
    )  # fmt: skip


def _notes(draft: Draft, components: tuple[Component, ...]) -> tuple[str, ...]:
    named = {part.name for part in components}
    return tuple(note for note in draft.notes if note not in named)


def _refuse_doubtful(
    components: tuple[Component, ...], strength: Amount | None, fill: Amount | None, dosage_form: str
) -> None:
    """A substance named twice, or a tablet of more than 5 g, shows that the text was misread or is wrong."""
    names = [part.name for part in components if part.name]
    if len(set(names)) < len(names):
        raise NotUnderstoodError("unclear_amounts")
    if ALONE.search(dosage_form) and any(amount is not None and _too_heavy(amount) for amount in (strength, fill)):
        raise NotUnderstoodError("implausible")


def _too_heavy(amount: Amount) -> bool:
    return amount.unit == "mg" and amount.value > HEAVIEST_TABLET_MG


def _is_weight(amount: Amount, dosage_form: str, chinese_patent: bool) -> bool:
    """Whether a bare mass is what the unit weighs: pills by weight, granules from 5 g, Chinese patent medicines.

    A Chinese patent tablet or capsule under 100 mg is one of a pure substance, and the mass is its strength.
    """
    if amount.unit != "mg" or (ALONE.search(dosage_form) and amount.value < LIGHTEST_TABLET_MG):
        return False
    granules = "颗粒" in dosage_form and amount.value >= HEAVY_GRANULES_MG
    return chinese_patent or granules or WEIGHED_FORMS.search(dosage_form) is not None


def _main_amounts(draft: Draft, main: str) -> tuple[Amount | None, Amount | None, Amount | None]:
    """(strength, activity, fill) from the amounts that have no name of their own."""
    said_again = {part.amount for part in draft.components}
    several = _several_amounts(main)
    if several:
        draft.plain = [(amount, name) for amount, name in draft.plain if amount not in said_again]
    if draft.components and draft.plain and several and (draft.volume is not None or len(draft.plain) > 1):
        if not all(name for _, name in draft.plain):
            raise NotUnderstoodError("unclear_amounts")
        draft.components = [*(Component(name, amount) for amount, name in draft.plain), *draft.components]
        draft.plain = []
    amounts = _one_of_two(draft, main)
    if not amounts:
        return None, draft.activity, draft.fill
    if draft.components:
        return _whole_or_content(draft, amounts[0], main)
    if len(amounts) == 1:
        return amounts[0], draft.activity, draft.fill
    if len(amounts) == 2 and amounts[0].unit == "mg" != amounts[1].unit and not draft.plain[1][1]:
        return amounts[0], draft.activity or amounts[1], draft.fill
    if len(set(amounts)) == 1 and not any(name for _, name in draft.plain):
        return amounts[0], draft.activity, draft.fill
    draft.components = [Component(name, amount) for amount, name in _share_names(draft.plain)]
    if not draft.components[-1].name and (len(amounts) > 3 or not re.search("[:/+]", main)):
        raise NotUnderstoodError("unclear_amounts")
    return None, draft.activity, draft.fill


def _share_names(plain: list[tuple[Amount, str]]) -> list[tuple[Amount, str]]:
    """10mg:5mg（甲:乙）: one bracket behind the last amount may name them all."""
    names = re.split("[:/与和、,]", plain[-1][1])
    if len(names) == len(plain) and not any(name for _, name in plain[:-1]):
        return [(amount, name.strip()) for (amount, _), name in zip(plain, names, strict=True)]
    return plain


def _one_active(components: list[Component]) -> bool:
    return sum(part.name not in VEHICLES for part in components) == 1


def _several_amounts(main: str) -> bool:
    return sum(found.kind in ("mass", "activity") for found in find_quantities(BASIS.sub(" ", main))) > 1


def _whole_or_content(draft: Draft, whole: Amount, main: str) -> tuple[Amount | None, Amount | None, Amount | None]:
    """Whether an amount before its components is their sum (a strength) or only what the unit weighs (a fill)."""
    if whole.unit != "mg":
        raise NotUnderstoodError("unclear_amounts")
    within = sum((part.amount.value for part in draft.components if part.amount.unit == whole.unit), Decimal(0))
    content_only = within < whole.value * ALMOST_WHOLE
    if not content_only or draft.fill is not None or (len(draft.components) == 1 and not _several_amounts(main)):
        return whole, draft.activity, draft.fill
    return None, draft.activity, whole


def _one_of_two(draft: Draft, main: str) -> list[Amount]:
    """The plain amounts; of two masses in a ratio (10g:0.2g) the larger is what the unit weighs and goes to fill."""
    amounts = [amount for amount, _ in draft.plain]
    if len(amounts) > 2 and not draft.plain[0][1] and all(name for _, name in draft.plain[1:]):
        draft.fill = draft.fill or amounts[0]
        draft.plain = draft.plain[1:]
        return amounts[1:]
    if len(amounts) != 2 or any(amount.unit != "mg" for amount in amounts) or any(name for _, name in draft.plain):
        return amounts
    if draft.volume is not None or (":" not in main and len(draft.bases) < 2):
        return amounts
    if len(draft.bases) > 1 and not draft.components:
        draft.notes.append(f"{amounts[1].value.normalize():f}{amounts[1].unit}")
        return amounts[:1]
    draft.fill = draft.fill or max(amounts, key=lambda amount: amount.value)
    return [min(amounts, key=lambda amount: amount.value)]


def _unit_of(dosage_form: str) -> str:
    return next((unit for word, unit in UNIT_OF_FORM if word in dosage_form), "")
