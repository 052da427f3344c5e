"""Whatever is done to a sealed chain is found, as far as the document of the audit promises."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from baowen.core.audit.chain import FIRST, Link, packed, sealed
from baowen.core.audit.check import Finding, Mark, Sealed, faults

BEGAN = datetime(2026, 9, 28, 1, 2, 3, tzinfo=UTC)
WORDS = st.text(max_size=8)
VALUES = st.dictionaries(WORDS, st.one_of(WORDS, st.integers(), st.booleans(), st.none()), max_size=3)


def grown(links: list[Link]) -> list[Sealed]:
    """The links sealed one on the other."""
    seal, chain = FIRST, []
    for link in links:
        seal = sealed(link, seal)
        chain.append(Sealed(link, seal))
    return chain


@st.composite
def links(draw: st.DrawFn) -> list[Link]:
    count = draw(st.integers(1, 12))
    return [
        Link(
            number=number, at=BEGAN + timedelta(microseconds=draw(st.integers(0, 10**12))), by=draw(WORDS),
            organisation=draw(WORDS), action=draw(WORDS), subject=draw(WORDS), reason=draw(WORDS), policy=draw(WORDS),
            content=packed(draw(VALUES), draw(VALUES), None),
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def anchored(chain: list[Sealed], number: int) -> Mark:
    return Mark(number=number, seal=chain[number - 1].seal, kept_in="anchor")


@given(links())
def test_a_chain_as_it_was_sealed_has_no_fault(given: list[Link]) -> None:
    chain = grown(given)
    assert list(faults(chain, [anchored(chain, number) for number in range(1, len(chain) + 1)])) == []


@given(links(), st.data())
def test_a_change_of_any_field_of_any_entry_is_found_there(given: list[Link], data: st.DataObject) -> None:
    chain = grown(given)
    at = data.draw(st.integers(0, len(chain) - 1))
    name = data.draw(st.sampled_from([field.name for field in fields(Link) if field.name != "number"]))
    old = getattr(given[at], name)
    new = old + timedelta(microseconds=1) if name == "at" else old + "改"
    chain[at] = Sealed(replace(given[at], **{name: new}), chain[at].seal)
    assert [(fault.finding, fault.first) for fault in faults(chain, [])] == [(Finding.CHANGED, at + 1)]


@given(links(), st.data())
def test_a_changed_entry_that_was_sealed_again_breaks_the_next_one(given: list[Link], data: st.DataObject) -> None:
    chain = grown(given)
    at = data.draw(st.integers(0, len(chain) - 1))
    changed = replace(given[at], reason=given[at].reason + "改")
    chain[at] = Sealed(changed, sealed(changed, chain[at - 1].seal if at else FIRST))
    found = [(fault.finding, fault.first) for fault in faults(chain, [])]
    assert found == ([(Finding.CHANGED, at + 2)] if at + 1 < len(chain) else [])


@given(links(), st.data())
def test_entries_that_were_taken_out_are_named(given: list[Link], data: st.DataObject) -> None:
    chain = grown(given)
    head = anchored(chain, len(chain))
    first = data.draw(st.integers(1, len(chain)))
    last = data.draw(st.integers(first, len(chain)))
    left = chain[: first - 1] + chain[last:]
    found = [(fault.finding, fault.first, fault.last) for fault in faults(left, [head])]
    assert found == [(Finding.CUT_OFF if last == len(chain) else Finding.MISSING, first, last)]


@given(links(), st.data())
def test_a_chain_rewritten_from_some_entry_on_is_found_by_an_anchor_behind_it(
    given: list[Link], data: st.DataObject
) -> None:
    chain = grown(given)
    at = data.draw(st.integers(1, len(chain)))
    number = data.draw(st.integers(1, len(chain)))
    forged = grown([replace(link, by=link.by + "改") if link.number >= at else link for link in given])
    found = [(fault.finding, fault.first) for fault in faults(forged, [anchored(chain, number)])]
    assert found == ([(Finding.REWRITTEN, number)] if number >= at else [])
