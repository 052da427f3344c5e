"""Parameters of indicators are dataclasses whose fields name the policy entry that they are read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, fields
from datetime import date
from typing import Any, Final, TypeVar, get_type_hints

from baowen.core.policy import Entry, Ruling

Parameters = TypeVar("Parameters")
_KEY: Final = "policy_key"
_PART: Final = "part"
_OTHERWISE: Final = "otherwise"
_REQUIRED: Final = object()
_READERS: Final[dict[Any, Callable[[Entry], Any]]] = {
    int: Entry.whole,
    float: lambda entry: float(entry.number()),
    float | None: lambda entry: float(entry.number()),
    bool: Entry.flag,
    str: Entry.text,
    tuple[str, ...]: lambda entry: tuple(str(item) for item in entry.items()),
    tuple[Mapping[str, Any], ...]: Entry.items,
    Mapping[str, float]: lambda entry: {name: float(value) for name, value in entry.table().items()},
    Mapping[str, str]: lambda entry: {name: str(value) for name, value in entry.table().items()},
    date | None: lambda entry: entry.valid_from,  # since when an entry rules, None for always
}


def policy(key: str, *, part: str | None = None) -> Any:
    """A field that is read from the entry `monitor.<key>`; with `part`, from that part of a table of choices."""
    return field(metadata={_KEY: f"monitor.{key}", _PART: part})


def entry(key: str, *, otherwise: Any = _REQUIRED) -> Any:
    """A field that is read from an entry outside "monitor.", by its whole key; `otherwise` where no pack has it."""
    return field(metadata={_KEY: key, _PART: None, _OTHERWISE: otherwise})


def supplied() -> Any:
    """A field that the run supplies: what no single entry says (the home region, the lines of all places)."""
    return field(metadata={})


def policy_keys(parameters: type) -> tuple[str, ...]:
    """The entries that a class of parameters is read from, each once, in the order of its fields."""
    return tuple(dict.fromkeys(each.metadata[_KEY] for each in fields(parameters) if _KEY in each.metadata))


def read_parameters(parameters: type[Parameters], ruling: Ruling, **given: Any) -> Parameters:
    """Read every field from the ruling by its type; `given` are the fields that the run supplies.

    UnknownEntryError when the pack lacks an entry; TypeError when an entry holds another kind of value, or when a
    supplied field is missing; KeyError for a field of a type that no entry can hold.
    """
    kinds = get_type_hints(parameters)
    values = dict(given)
    for each in fields(parameters):  # type: ignore[arg-type]
        key = each.metadata.get(_KEY)
        if key is None or each.name in given:
            continue
        otherwise = each.metadata.get(_OTHERWISE, _REQUIRED)
        if otherwise is not _REQUIRED and ruling.get(key) is None:
            values[each.name] = otherwise
            continue
        found, part = ruling.entry(key), each.metadata[_PART]
        values[each.name] = found.table()[part] if part else _READERS[kinds[each.name]](found)
    return parameters(**values)
