"""Gives each quantity of one specification its part: strength, volume, weight, component, count.

Works on text that spec_units has made plain. Brackets are taken out first and read after the main text, because
they only add to it. A number that finds no part makes the whole specification "not understood": nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from baowen.drugs.spec_model import Amount, Component
from baowen.drugs.spec_units import HOLDERS, TAKEN, Kind, Quantity, find_quantities, readable

_TAKEN = "|".join(sorted({*TAKEN, "基片", "素片", "小丸", "胶囊", "盒", "板"}, key=len, reverse=True))
WEIGHS = re.compile(
    r"(?:净重|总重|总量|片重|丸重|芯重|心重|装量|净含量|内容物|装药量|含药量|含药液|重量?|装)(?:约|为|量)?\s*[:为]?\s*$"
)
EACH = re.compile(rf"每(?:一)?(?:小|大)?({_TAKEN})")
EACH_SOON = re.compile(rf"每(?:一)?(?:小|大)?({_TAKEN})?\s*[:为]?\s*$")
EQUIVALENT = re.compile(r"相当于|相当|折合|约含|合生药")
CRUDE = re.compile(r"饮片|药材|原生药|生药|原药|净药")
BASIS = re.compile(r"[(,]?(?:按|以)([^,;:*/()]+?)计(?:算)?(?:为)?\s*[:,)]?\s*")
SIZE = re.compile(
    r"(\d+(?:\.\d+)?)\s*(cm|mm|厘米|毫米)?\s*\*\s*(\d+(?:\.\d+)?)\s*(cm|mm|厘米|毫米|平方厘米)2?(?:\s*\*\s*(\d+(?:\.\d+)?)\s*(cm|mm)?)?"
)
AREA = re.compile(r"(\d+(?:\.\d+)?)\s*(?:cm2|cm\^2|平方厘米)")
JOINTS = re.compile(r"[,;:、/+*与和及]")
PER = re.compile(r"\s*/\s*(ml|毫升|h|小时|cm2|平方厘米)(?![A-Za-z])", re.IGNORECASE)
SIDE_PACK = re.compile(r"润湿剂|附|溶剂|稀释液|保险液|保险子|缓冲液")
FORM_WORDS = re.compile(
    r"[()\sIVX]*|计算?|.*(?:糖衣片?|薄膜衣?片?|无糖|[无含加]蔗糖|糖型|笔芯|特充|预充|预填充|卡式|基片|素片|片芯|包装|塑料|玻璃)"
    r"|.*(?:软袋|规格|注射器|溶片|分散片|缓释片|装)|[大小]?(?:片|丸|瓶|支|盒|袋|型|粒)"
)
SAME_UNIT = {"素片": "片", "基片": "片", "小丸": "丸", "胶囊": "粒", "安瓿": "支"}
MOST_COUNTED = Decimal(100_000)
DOSES = ("揿", "喷", "吸")
DOSE_VOLUME = re.compile(r"每(?:揿|喷|吸|滴)\s*$")
OPEN_MARK = 0xF000
MARKS = re.compile("[\uf000-\uf8ff]")
NAME = re.compile(r"[\u4e00-\u9fffA-Za-z\ue000-\ue009]")
FILLER = re.compile(
    rf"^[\s,;:、/+.*和与及或]+|(?:每(?:一)?(?:小|大)?(?:{_TAKEN})?|内|中|均|分别|各|主要|活性成分|有效成分)*(?:含有?|装有|含量为?)\s*[:：]?"
    r"|[\s,;:、/+.*]+$|^的"
)


class NotUnderstoodError(ValueError):
    """A number of the specification has no part; the message is the coded reason."""


@dataclass(slots=True)
class Draft:
    """A specification while it is being read. `plain` holds amounts with the name found in the bracket behind them."""

    plain: list[tuple[Amount, str]] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)
    percents: list[Component] = field(default_factory=list)
    volume: Decimal | None = None
    per: Amount | None = None
    fill: Amount | None = None
    equivalent: Amount | None = None
    activity: Amount | None = None
    count: Decimal | None = None
    unit: str = ""
    each: Decimal = Decimal(1)
    size: str = ""
    bases: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def take_brackets(text: str) -> tuple[str, list[str]]:
    """The text with each outer bracket replaced by one mark, and the bracketed texts in order."""
    main: list[str] = []
    groups: list[str] = []
    depth, start = 0, 0
    for place, sign in enumerate(text):
        if sign == "(":
            depth += 1
            if depth == 1:
                start = place + 1
        elif sign == ")" and depth:
            depth -= 1
            if depth == 0:
                main.append(chr(OPEN_MARK + len(groups)))
                groups.append(text[start:place])
        elif depth == 0 and sign != ")":
            main.append(sign)
    if depth:
        main.append(chr(OPEN_MARK + len(groups)))
        groups.append(text[start:])
    return "".join(main), groups


def clean_name(text: str) -> str:
    """A component's name without marks, 每片含, joining words and signs."""
    name = re.sub(rf"^.*每(?:{_TAKEN})(?:胶囊)?含有?", "", MARKS.sub("", text)).split(":")[-1]
    name = re.sub(rf"^(?:{_TAKEN}|本品)?\s*[,;:]|^本品", "", name.strip())
    for _ in range(3):
        name = FILLER.sub("", name.strip())
    name = re.sub(r"(?:不低于|不少于|不得少于|大于|约|≥)$", "", name.strip(" ,;:、和与及/+."))
    return readable(name.strip(" ,;:、和与及/+."))


@dataclass(frozen=True, slots=True)
class Context:
    """A quantity with the words around it: `name` before, `tail` behind up to the next sign, `mark` its bracket."""

    quantity: Quantity
    before: str
    name: str
    tail: str
    mark: int | None
    behind: str


def contexts(text: str) -> list[Context]:
    """Every quantity with its surroundings. Words between two quantities part at the first joining sign."""
    quantities = find_quantities(text)
    found: list[Context] = []
    for place, quantity in enumerate(quantities):
        start = quantities[place - 1].end if place else 0
        end = quantities[place + 1].start if place + 1 < len(quantities) else len(text)
        before, behind = text[start : quantity.start], text[quantity.end : end]
        pieces = JOINTS.split(before, maxsplit=1)
        name = before if place == 0 or len(pieces) == 1 else pieces[1]
        mark = MARKS.match(behind.lstrip())
        tail = JOINTS.split(behind, maxsplit=1)
        last = place + 1 == len(quantities)
        found.append(
            Context(
                quantity,
                before,
                clean_name(name),
                clean_name(tail[0]) if last or len(tail) > 1 else "",
                ord(mark[0]) - OPEN_MARK if mark else None,
                behind,
            )
        )
    return found


def read_into(draft: Draft, text: str, groups: list[str]) -> None:
    """Reads the main text of one specification into the draft; NotUnderstoodError where a number finds no part."""
    for basis in BASIS.finditer(text):
        draft.bases.append(readable(MARKS.sub("", basis[1])).strip())
    text = BASIS.sub(" ", text)
    text = re.sub(r"每\s*(?=ml|毫升|g|克|mg|毫克)", "每1", text)
    if "每平方厘米" in text or len(re.findall("(?<!每)片含", text)) > 1:
        raise NotUnderstoodError("unclear_amounts")
    size = SIZE.search(text)
    if size:
        unit = (size[4] or size[2]).replace("平方", "").replace("厘米", "cm").replace("毫米", "mm")
        draft.size = "*".join(filter(None, (size[1], size[3], size[5]))) + unit
        text = text[: size.start()] + " " + text[size.end() :]
    area = AREA.search(text)
    if area:
        draft.size = draft.size or f"{area[1]}cm2"
        text = text[: area.start()] + " " + text[area.end() :]
    equivalent = False
    for context in contexts(text):
        if EACH.search(context.before):
            draft.each = Decimal(1)
            _begin_unit(draft, EACH.findall(context.before)[-1], context.quantity.kind)
        equivalent = bool(EQUIVALENT.search(context.before)) or (equivalent and not re.search("[,;]", context.before))
        _place(draft, context, groups, equivalent)
    draft.unit = SAME_UNIT.get(draft.unit or _each_unit(draft, text), draft.unit or _each_unit(draft, text))


def _begin_unit(draft: Draft, unit: str, kind: Kind) -> None:
    """A metered dose (每揿含…) is the smallest unit: what was said of the whole bottle before it becomes a note."""
    if unit in DOSES and kind == "volume":
        return
    if unit in DOSES and kind in ("mass", "activity"):
        bottle = [f"{amount.value.normalize():f}{amount.unit}" for amount, _ in draft.plain]
        bottle += [f"{part.name}{part.amount.value.normalize():f}{part.amount.unit}" for part in draft.components]
        bottle += [f"{draft.volume.normalize():f}ml"] if draft.volume is not None else []
        bottle += [f"装{draft.fill.value.normalize():f}{draft.fill.unit}"] if draft.fill is not None else []
        draft.notes += [f"每瓶{text}" for text in bottle]
        draft.plain, draft.components, draft.volume, draft.fill, draft.unit = [], [], None, None, unit
    draft.unit = draft.unit or unit


def _each_unit(draft: Draft, text: str) -> str:
    if draft.count is None and re.search(r"/\s*盒\s*$", text):
        return "盒"
    found = EACH.search(text) or re.search(rf"/\s*({_TAKEN})", text)
    return found[1] if found and found[1] not in HOLDERS else ""


def _place(draft: Draft, context: Context, groups: list[str], equivalent: bool) -> None:
    quantity = context.quantity
    amount = Amount(quantity.value, quantity.unit)
    if re.fullmatch(r"\s*[-~～至]+\s*", context.before):
        raise NotUnderstoodError("range")
    if quantity.kind == "number" or re.search(r"[A-Za-z]\.$", context.before):
        raise NotUnderstoodError("number_without_unit")
    if SIDE_PACK.search(context.before):
        draft.notes.append(readable(context.before.strip(" ,;:")))
    elif quantity.kind == "count":
        _place_count(draft, context)
    elif equivalent:
        _place_equivalent(draft, context, amount)
    elif quantity.kind == "volume":
        _place_volume(draft, context, amount)
    elif context.before.rstrip().endswith("每"):
        draft.per = amount
    else:
        _place_amount(draft, context, amount, groups)
    per = PER.match(context.behind)
    if per and quantity.kind not in ("count", "volume"):
        draft.per = Amount(
            Decimal(1), {"毫升": "ml", "小时": "h", "平方厘米": "cm2"}.get(per[1].lower(), per[1].lower())
        )


def _place_equivalent(draft: Draft, context: Context, amount: Amount) -> None:
    """Crude drug that the unit stands for (相当于饮片9g); the equivalent of another substance is only a note."""
    name = clean_name(EQUIVALENT.split(context.before)[-1]) or context.tail
    if name and not CRUDE.search(name):
        draft.notes.append(f"相当于{name}{amount.value.normalize():f}{amount.unit}")
    elif amount.unit == "mg" and draft.equivalent is None:
        draft.equivalent = _for_one(draft, amount)


def _for_one(draft: Draft, amount: Amount) -> Amount:
    """The amount of one unit where the text gives that of several (每15丸重1.7g), to eight places."""
    return amount if draft.each == 1 else Amount(round(amount.value / draft.each, 8), amount.unit)


def _place_count(draft: Draft, context: Context) -> None:
    quantity = context.quantity
    if quantity.value <= 0 or quantity.value > MOST_COUNTED:
        raise NotUnderstoodError("implausible")
    if re.search(r"每(?:约)?\s*$", context.before):
        draft.each = quantity.value
        draft.unit = draft.unit or quantity.unit
        return
    draft.count = (draft.count or Decimal(1)) * quantity.value
    if quantity.unit and quantity.unit not in HOLDERS and (not draft.unit or draft.unit in HOLDERS or _holds(draft)):
        draft.unit = quantity.unit


def _holds(draft: Draft) -> bool:
    """Whether the unit found so far is the holder of what is counted now (每瓶装60片)."""
    return draft.count is not None and draft.unit in ("瓶", "袋", "包") and not draft.plain and draft.fill is None


def _place_volume(draft: Draft, context: Context, amount: Amount) -> None:
    if context.before.rstrip().endswith("每"):
        draft.per = amount
    elif DOSE_VOLUME.search(context.before):
        draft.notes.append(f"每次{amount.value.normalize():f}ml")
    elif _names_a_part(draft, context):
        draft.components.append(Component(context.name, amount))
    elif draft.volume is None:
        draft.volume = _for_one(draft, amount).value
    elif draft.volume != amount.value:
        raise NotUnderstoodError("several_volumes")


def _names_a_part(draft: Draft, context: Context) -> bool:
    """Whether a volume is that of a component (颠茄流浸膏0.0026ml) and not of the unit."""
    weighed = WEIGHS.search(context.before) or FORM_WORDS.fullmatch(context.name) or "体积" in context.name
    named = re.search("[\u4e00-\u9fff]{2}", context.name) is not None
    return named and not weighed and (bool(draft.components) or draft.per is not None)


def _place_amount(draft: Draft, context: Context, amount: Amount, groups: list[str]) -> None:
    mass = context.quantity.kind == "mass"
    weighed = WEIGHS.search(MARKS.sub("", context.before)) is not None
    if mass and (weighed or (draft.each != 1 and not context.name)):
        if draft.fill is None:
            draft.fill = _for_one(draft, amount)
        return
    name = context.name or context.tail
    if EACH_SOON.search(context.before) or FORM_WORDS.fullmatch(name):
        name = ""
    if context.quantity.kind == "percent":
        draft.percents.append(Component(name, amount))
        return
    amount = _for_one(draft, amount)
    if name and CRUDE.search(name):
        draft.equivalent = draft.equivalent or amount
        return
    if name:
        draft.components.append(Component(name, amount))
        return
    label = groups[context.mark] if context.mark is not None and context.mark < len(groups) else ""
    pure = bool(label) and not find_quantities(label) and not BASIS.search(label) and not FORM_WORDS.fullmatch(label)
    draft.plain.append((amount, readable(label) if pure else ""))
