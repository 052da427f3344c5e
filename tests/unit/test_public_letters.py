"""Which warnings a subscription is about, what letters say, and how a price chart is drawn. MON-8, PUB-1."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import resolve

from baowen.orgs.regions import load_regions
from baowen.public.chart import price_chart
from baowen.public.letters import SHOWN_MOST, Line, answer, links, news
from baowen.public.listing import PublicProduct, on_lists
from baowen.public.matching import Heard, Wish, wished
from baowen.public.states import LetterKind

HEARD = [
    Heard("S1", "430100", frozenset(("硫酸阿托品注射液", "阿托品"))),
    Heard("S2", "430000", frozenset(("硫酸阿托品注射液", "阿托品"))),
    Heard("S3", "430200", frozenset(("硫酸阿托品注射液", "阿托品"))),
    Heard("S4", "430102", frozenset(("地高辛片", "地高辛"))),
]


@pytest.mark.parametrize(
    ("wish", "numbers"),
    [
        (Wish("阿托品", "430100"), ["S1", "S2"]),  # the province's warning is about its city too
        (Wish("硫酸阿托品注射液", "430000"), ["S1", "S2", "S3"]),
        (Wish("", "430100"), ["S1", "S2", "S4"]),  # a county of the city
        (Wish("", "430000"), ["S1", "S2", "S3", "S4"]),
        (Wish("托品", "430100"), []),
        (Wish("地高辛", "320100"), []),
    ],
)
def test_a_subscription_is_about_its_drug_in_its_place_what_lies_in_it_and_what_it_lies_in(
    wish: Wish, numbers: list[str]
) -> None:
    assert wished(wish, HEARD, regions=load_regions()) == numbers


def line(**more: Any) -> Line:
    given: dict[str, Any] = {
        "is_red": True, "severity": ("红色", "red"), "title": ("到货偏少", "little came"), "drug": "地高辛片",
        "product_code": "P 1", "place": "长沙市", "since": date(2026, 9, 28),
    }  # fmt: skip
    return Line(**given | more)


def test_a_letter_tells_each_warning_with_a_link_in_the_chosen_language_and_how_to_leave() -> None:
    where = links("https://here.example", leave="token")
    chinese, english = (news([line()], where, english=one) for one in (False, True))
    assert "【红色】地高辛片（长沙市）到货偏少，2026-09-28 起\nhttps://here.example/public/drugs/P%201/" in chinese.body
    assert "[red] 地高辛片, 长沙市: little came, since 2026-09-28\n" in english.body
    for one in (chinese, english):
        assert one.leave == "https://here.example/public/subscriptions/leave/token/"
        assert one.leave in one.body
    assert "1 条" in chinese.subject


def test_a_letter_with_very_many_warnings_says_how_many_more_there_are() -> None:
    found = news([line()] * (SHOWN_MOST + 7), links("https://here.example", leave="t"), english=False)
    assert found.body.count("【红色】") == SHOWN_MOST
    assert "另有 7 条" in found.body


@pytest.mark.parametrize("kind", [LetterKind.CONFIRM, LetterKind.KNOWN, LetterKind.FULL])
def test_only_a_letter_that_asks_to_confirm_has_that_link(kind: LetterKind) -> None:
    where = links("https://here.example", leave="l", confirm="c" if kind is LetterKind.CONFIRM else "")
    for english in (False, True):
        body = answer(kind, ("药", "drug"), where, days=3, english=english).body
        assert ("/confirm/" in body) is (kind is LetterKind.CONFIRM)
        assert "/leave/l/" in body


def test_the_links_of_letters_are_addresses_of_the_site(settings: Any) -> None:
    settings.ROOT_URLCONF = "baowen.web.urls"
    where = links("", leave="l", confirm="c")
    assert resolve(where.confirm).view_name == "public:confirm"
    assert resolve(where.leave).view_name == "public:leave"
    assert resolve("/public/drugs/P1/").view_name == "public:drug"


def test_a_chart_of_prices_leaves_missing_months_out_and_does_not_blow_up_a_cent() -> None:
    found = price_chart(["2026-08", "2026-09"], [Decimal("1.00"), Decimal("0.99")], [None, Decimal("1.00")])
    assert found is not None
    assert found.highest - found.lowest == Decimal("0.2")
    assert (len(found.paid.split()), len(found.listed.split())) == (2, 1)
    heights = [float(point.partition(",")[2]) for point in found.paid.split()]
    assert 0 < heights[1] - heights[0] < 10
    assert price_chart(["2026-08"], [Decimal(1)], [None]) is None


def product(name: str, form: str | None = None) -> PublicProduct:
    return PublicProduct(1, "P", name, form, None, None, None, Decimal(30), "片")


def test_a_product_is_listed_by_name_salt_and_form() -> None:
    lines = [("地高辛", "片剂、口服溶液剂"), ("硫酸阿托品注射液", "")]
    asked = [product("地高辛片"), product("地高辛注射液"), product("硫酸阿托品注射液"), product("阿司匹林片")]
    assert [one.generic_name for one in on_lists(asked, [("地高辛", "片剂"), *lines[1:]])] == [
        "地高辛片",
        "硫酸阿托品注射液",
    ]


def test_the_comparable_price_is_that_of_one_smallest_unit() -> None:
    assert product("地高辛片").a_unit(Decimal("15.09")) == Decimal("0.5030")
