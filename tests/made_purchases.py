"""Purchases made for tests of the open contracting data: by hand, and any that could be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from baowen.procure.ocds.facts import (
    AcceptanceTold,
    BillTold,
    DeliveryTold,
    FilingTold,
    Goods,
    LineTold,
    ListingTold,
    MoveTold,
    NegotiationTold,
    OfferTold,
    OrderTold,
    Party,
    PriceTold,
)

PLATFORM = Party(key="platform-430000", name="湖南省药品采购平台", region="湖南省")
MAKER = Party(key="E1", name="甲制药", code="E1", region="湖南省", locality="长沙市")
OTHER = Party(key="E2", name="乙制药", code="E2")
SUPPLIER = Party(key="D1", name="丙医药", code="D1")
BUYER = Party(key="place-430100", name="长沙市医疗机构（未公布名称）", region="湖南省", locality="长沙市")
GOODS = Goods(
    product_code="XA03BAA069B002010100166", generic_name="硫酸阿托品注射液", dosage_form="注射剂",
    spec="1ml:0.5mg", packaging="10支/盒",
)  # fmt: skip
AT = datetime(2026, 9, 1, 1, 30, tzinfo=UTC)


def hours(count: int) -> datetime:
    return AT + timedelta(hours=count)


PRICE = PriceTold(
    key="11", valid_from=date(2026, 9, 2), set_at=AT, price=Decimal("36.5000"), path=("直接挂网", "direct listing"),
    clause="HN-8",
)  # fmt: skip
LISTING = ListingTold(
    key="GW-1", platform=PLATFORM, maker=MAKER, goods=GOODS,
    prices=(
        PRICE,
        PriceTold(
            key="12", valid_from=date(2026, 9, 20), set_at=hours(300), price=Decimal("35.2000"), path=PRICE.path,
            clause="",
        ),
    ),
    moves=(
        MoveTold(key="3", at=hours(100), words=("暂停挂网", "suspend"), reason="约谈后未说明理由", clause="HN-15"),
        MoveTold(key="4", at=hours(200), words=("恢复挂网", "resume"), reason="", clause=""),
        MoveTold(key="9", at=hours(400), words=("撤网", "withdraw"), reason="企业申请", clause="", withdraws=True),
    ),
)  # fmt: skip
ORDER = OrderTold(
    key="71", buyer=BUYER, supplier=SUPPLIER, placed_at=AT,
    lines=(
        LineTold(
            key="501", goods=GOODS, maker=MAKER, basis="listing", basis_key="GW-1", quantity=Decimal(20),
            price=Decimal("36.5000"), amount=Decimal("730.00"), state="confirmed", answered_at=hours(2),
            deliveries=(
                DeliveryTold(
                    key="31", delivered_at=hours(20), quantity=Decimal(20), received_at=hours(22),
                    accepted=Decimal(18),
                ),
            ),
            invoices=(BillTold(key="41", on=date(2026, 9, 5), amount=Decimal("657.00")),),
            payments=(BillTold(key="51", on=date(2026, 9, 25), amount=Decimal("657.00")),),
        ),
        LineTold(
            key="502", goods=GOODS, maker=MAKER, basis="filing", basis_key="8", quantity=Decimal(5),
            price=Decimal("40"), amount=Decimal("200.00"), state="refused", answered_at=hours(3),
        ),
    ),
)  # fmt: skip
NEGOTIATION = NegotiationTold(
    key="21", platform=PLATFORM, buyer=BUYER, goods=GOODS, quantity=Decimal(1000),
    smallest_unit="支", opened_at=AT, closes_at=hours(120), shows_offers=True,
    offers=(
        OfferTold(key="61", maker=MAKER, goods=GOODS, offered_at=hours(5), price=Decimal("36"),
                  quantity=Decimal(100), value=Decimal("3600")),
        OfferTold(key="62", maker=OTHER, goods=GOODS, offered_at=hours(6), price=Decimal("39"),
                  quantity=Decimal(50), value=Decimal("3900")),
    ),
    acceptances=(AcceptanceTold(key="81", offer="61", accepted_at=hours(130), quantity=Decimal(30)),),
)  # fmt: skip
FILING = FilingTold(
    key="8", platform=PLATFORM, buyer=BUYER, maker=MAKER, goods=GOODS, price=Decimal("40"), quantity=Decimal(10),
    reason=("挂网企业不能供应", "none of the listed can supply"), clause="NJ-15", from_on=date(2026, 9, 1),
    until=date(2027, 8, 31), accepted_at=AT,
)  # fmt: skip

names = st.text("甲乙丙阿托品\"'\\<é\u2028\n", min_size=1, max_size=8)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
prices = st.decimals(Decimal("0.0001"), Decimal(9_999_999), places=4)
amounts = st.decimals(Decimal("0.01"), Decimal(9_999_999), places=2)
packs = st.decimals(Decimal("0.0001"), Decimal(99_999), places=4)
keys = st.integers(1, 10**9).map(str)
parties = st.builds(
    Party, key=keys, name=names, code=st.just("") | keys, region=st.just("") | names, locality=st.just("") | names
)
goods = st.builds(
    Goods, product_code=st.sampled_from(["", "X", GOODS.product_code, "ZA06CAX0438010100166"]), generic_name=names,
    dosage_form=st.sampled_from(["", "片剂", "注射剂", "眼膏", "吸入粉雾剂"]),
    spec=st.sampled_from(["", "1ml:0.5mg", "10ml:0.5g(50万单位)", "0.25mg*24片", "复方", "每袋装5g"]),
    packaging=st.sampled_from(["", "10支/盒", "100片/瓶", "12粒/板×2板"]),
)  # fmt: skip
bills = st.builds(BillTold, key=keys, on=days, amount=amounts)
deliveries = st.builds(
    DeliveryTold, key=keys, delivered_at=instants, quantity=packs, received_at=st.none() | instants,
    accepted=st.none() | packs,
)  # fmt: skip
lines = st.builds(
    LineTold, key=keys, goods=goods, maker=parties,
    basis=st.sampled_from(["listing", "negotiation", "filing", "reserve"]), basis_key=st.just("") | keys,
    quantity=packs, price=prices, amount=amounts,
    state=st.sampled_from(["placed", "confirmed", "refused", "cancelled", "closed"]),
    answered_at=st.none() | instants, ended_at=st.none() | instants,
    deliveries=st.lists(deliveries, max_size=2).map(tuple), invoices=st.lists(bills, max_size=2).map(tuple),
    payments=st.lists(bills, max_size=2).map(tuple),
)  # fmt: skip
orders = st.builds(
    OrderTold, key=keys, buyer=parties, supplier=parties, placed_at=instants,
    lines=st.lists(lines, max_size=3, unique_by=lambda one: one.key).map(tuple),
)  # fmt: skip
listings = st.builds(
    ListingTold, key=keys, platform=parties, maker=parties, goods=goods,
    prices=st.lists(
        st.builds(
            PriceTold, key=keys, valid_from=days, set_at=instants, price=prices, path=st.tuples(names, names),
            clause=st.just("") | names,
        ),
        max_size=3, unique_by=lambda one: one.key,
    ).map(tuple),
    moves=st.lists(
        st.builds(
            MoveTold, key=keys, at=instants, words=st.tuples(names, names), reason=st.just("") | names,
            clause=st.just("") | names, withdraws=st.booleans(),
        ),
        max_size=3, unique_by=lambda one: one.key,
    ).map(tuple),
)  # fmt: skip
filings = st.builds(
    FilingTold, key=keys, platform=parties, buyer=parties, maker=parties, goods=goods, price=prices, quantity=packs,
    reason=st.tuples(names, names), clause=st.just("") | names, from_on=days, until=days, accepted_at=instants,
    ended_at=st.none() | instants,
)  # fmt: skip


@st.composite
def negotiations(draw: st.DrawFn) -> NegotiationTold:
    offers = draw(
        st.lists(
            st.builds(
                OfferTold, key=keys, maker=parties, goods=goods, offered_at=instants, price=prices, quantity=packs,
                value=amounts, withdrawn_at=st.none() | instants,
            ),
            max_size=4, unique_by=lambda one: one.key,
        )
    )  # fmt: skip
    accepted = [
        AcceptanceTold(key=f"a{place}", offer=one.key, accepted_at=draw(instants), quantity=one.quantity)
        for place, one in enumerate(draw(st.permutations(offers))[:2])
    ]
    return NegotiationTold(
        key=draw(keys), platform=draw(parties), buyer=draw(parties), goods=draw(goods),
        quantity=draw(packs), smallest_unit=draw(names), shows_offers=draw(st.booleans()),
        opened_at=draw(instants), closes_at=draw(instants), offers=tuple(offers),
        acceptances=tuple(accepted), withdrawn_at=draw(st.none() | instants),
    )  # fmt: skip
