"""Whatever the packs, the ruling agrees with a slow twin that asks each pack in turn."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from baowen.core.policy import Basis, Entry, Pack, Packs
from baowen.core.policy.packs import digest_of

REGIONS = {"100000": None, "430000": "100000", "430100": "430000", "430103": "430100"}
FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def entries(draw: st.DrawFn, pack: str) -> tuple[Entry, ...]:
    """Entries of a few keys whose days do not overlap, as the reader guarantees."""
    found = []
    for key in ("a", "b", "c"):
        cuts = sorted(draw(st.sets(DAYS, max_size=4)))
        for since, until in zip(cuts[::2], cuts[1::2], strict=False):
            found.append(
                Entry(key=key, value=draw(st.integers(0, 9)), unit="day", clause="HN-1", basis=Basis.SOURCED,
                      pack=pack, valid_from=since, valid_until=until)
            )  # fmt: skip
    return tuple(found)


@st.composite
def some_packs(draw: st.DrawFn) -> Packs:
    present = ["100000", *draw(st.lists(st.sampled_from(["430000", "430100", "430103"]), unique=True))]
    packs = []
    for region in present:
        above = REGIONS[region]
        while above is not None and above not in present:
            above = REGIONS[above]
        packs.append(
            Pack(name=region, region=region, name_zh="", name_en="", title="", extends=above,
                 entries=draw(entries(region)))
        )  # fmt: skip
    return Packs(tuple(packs))


def slow_entry(packs: Packs, region: str, on: date, key: str) -> Entry | None:
    """Ask the place itself, then each place above it, entry by entry."""
    place: str | None = region
    while place is not None:
        for pack in packs.packs:
            for entry in pack.entries:
                days = [entry.valid_from + timedelta(days=n) for n in range(61) if entry.valid_from]
                if pack.region == place and entry.key == key and on in [d for d in days if d <= entry.valid_until]:
                    return entry
        place = REGIONS[place]
    return None


@given(some_packs(), st.sampled_from(sorted(REGIONS)), DAYS, st.sampled_from("abc"))
def test_the_ruling_agrees_with_its_slow_twin(packs: Packs, region: str, on: date, key: str) -> None:
    assert packs.ruling(region, on).get(key) == slow_entry(packs, region, on, key)


@given(entries("100000"), st.randoms())
def test_the_version_does_not_depend_on_the_sequence_of_entries(found: tuple[Entry, ...], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert digest_of(shuffled) == digest_of(found)


@given(st.integers(0, 99), st.integers(0, 99))
def test_the_version_changes_exactly_when_a_value_does(one: int, other: int) -> None:
    first, second = (
        Entry(key="a", value=value, unit="day", clause="HN-1", basis=Basis.SOURCED, pack="cn", note_zh=str(value))
        for value in (one, other)
    )
    assert (digest_of([first]) == digest_of([second])) == (one == other)
