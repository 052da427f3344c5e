"""What an order has to know, read in bulk: bases, organisations, who delivers, what is left, what is usual. PRC-4."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Avg, Case, F, Q, Sum, When

from baowen.core.problems import BaowenError
from baowen.lists.queries import status
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import OrganisationView, organisations_numbered
from baowen.procure.basis import Agreed, BasisKind
from baowen.procure.buying.actions.accepting import hold
from baowen.procure.buying.queries import agreed_many
from baowen.procure.trade.book import TradeBook
from baowen.procure.trade.models import Distance, Distribution, OrderLine
from baowen.procure.trade.rules.asked import NewLine
from baowen.procure.trade.standing import barred
from baowen.procure.trade.states import LineState

RestsOn = tuple[BasisKind, str]
BUYERS = frozenset({OrganisationKind.HOSPITAL, OrganisationKind.PHARMACY})
SUPPLIERS = frozenset(
    {
        OrganisationKind.DISTRIBUTOR, OrganisationKind.MAKER, OrganisationKind.RESERVE_HOLDER,
        OrganisationKind.POSTAL_CARRIER,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What stands for one hospital on a day. `used`: packs ordered on each limited basis; `usual`: by product the mean
    quantity of the hospital's lines; `named`: by product the distributors that its maker has named for the city."""

    place: str
    on: date
    book: TradeBook
    organisations: Mapping[str, OrganisationView]
    agreed: Mapping[RestsOn, Agreed]
    used: Mapping[RestsOn, Decimal]
    usual: Mapping[str, Decimal]
    named: Mapping[str, frozenset[str]]
    multiple: Decimal
    is_remote: bool

    def clause_of(self, agreed: Agreed, supplier: str) -> str:
        """By which clause the line stands; BaowenError where this supplier does not deliver this product here."""
        kind = self.organisations[supplier].kind
        named = self.named.get(agreed.product_code, frozenset())
        if kind is OrganisationKind.MAKER:
            return self._of_maker(agreed, supplier)
        if kind is OrganisationKind.POSTAL_CARRIER and named - {supplier}:
            raise BaowenError(
                f"{agreed.generic_name} 在本市已有配送企业 {'、'.join(sorted(named))}，邮政、快递只在无竞争时配送",
                f"{agreed.generic_name} has distributors in the city; the post delivers where nobody competes",
            )
        if not named or supplier in named or kind is OrganisationKind.RESERVE_HOLDER:
            return agreed.clause
        return self._of_any(agreed, supplier)

    def _of_maker(self, agreed: Agreed, supplier: str) -> str:
        if supplier != agreed.maker:
            raise BaowenError(
                f"{supplier} 是生产企业，只能供应本企业产品；{agreed.generic_name} 的企业是 {agreed.maker}",
                f"{supplier} is a maker and delivers its own products alone",
            )
        return agreed.clause

    def _of_any(self, agreed: Agreed, supplier: str) -> str:
        """Any distributor may deliver what is on a list where the pack says so. PRC-6 (HN-10, NJ-18, HD-11)."""
        free = self.book.ruling(self.place, self.on).get("delivery.unlimited_distributors")
        if free is not None and free.flag():
            found = status(agreed.generic_name, self.place, self.on, packs=self.book.packs)
            if found.listed:
                return agreed.clause or free.clause
        names = "、".join(sorted(self.named[agreed.product_code]))
        raise BaowenError(
            f"{agreed.generic_name} 在本市由 {names} 配送，{supplier} 不在其中",
            f"{agreed.generic_name} is delivered in this city by others than {supplier}",
        )


def market_of(actor: Actor, asked: Sequence[tuple[str, NewLine]], *, on: date, book: TradeBook) -> Market:
    """What the orders of a hospital on a day need to know. BaowenError where the hospital or a supplier is unknown,
    closed or of a kind that does not trade, and for an unknown basis. Holds the limited bases until the commit."""
    wanted = {line.rests_on for _, line in asked}
    suppliers = {supplier for supplier, _ in asked}
    organisations = _open({actor.organisation, *suppliers}, actor.organisation, on)
    for supplier in sorted(suppliers):
        for why in barred(supplier, actor.region, on):
            raise BaowenError(why.zh, why.en)
    for kind, number in sorted(wanted):  # in one order, so that nobody waits in a ring
        if kind is not BasisKind.LISTING:
            hold(kind, number)
    agreed = agreed_many(wanted, hospital=actor.organisation, region=actor.region, on=on)
    products = {one.product_code for one in agreed.values() if one.product_code}
    far = Distance.objects.filter(hospital=actor.organisation).values_list("kilometres", flat=True).first()
    return Market(
        place=actor.region, on=on, book=book, organisations=organisations, agreed=agreed,
        used=ordered_on([(one.kind, one.number) for one in agreed.values() if one.quantity_left is not None]),
        usual=_usual(actor.organisation, products), named=named_for(book.city_of(actor.region), products),
        multiple=book.unusual_multiple(actor.region, on), is_remote=book.is_remote(actor.region, far, on),
    )  # fmt: skip


def _open(codes: Collection[str], hospital: str, on: date) -> dict[str, OrganisationView]:
    found = organisations_numbered(codes)
    for code in sorted(codes):
        one = found.get(code)
        if one is None:
            raise BaowenError(f"机构 {code} 未登记，请核对代码", f"the organisation {code} is not registered")
        if one.closed_on is not None and one.closed_on < on:
            raise BaowenError(f"机构 {code} 已于 {one.closed_on} 注销", f"{code} closed on {one.closed_on}")
        if one.kind not in (BUYERS if code == hospital else SUPPLIERS):
            raise BaowenError(
                f"{one.name}（{code}）不能{'采购' if code == hospital else '供货'}，请核对",
                f"{code} is no organisation that {'orders' if code == hospital else 'delivers'}",
            )
    return found


def ordered_on(bases: Sequence[RestsOn]) -> dict[RestsOn, Decimal]:
    """Packs ordered on bases, by kind and number; one on which nothing was ordered is left out.

    What was refused or cancelled frees its quantity; of a line that was closed the delivered packs count.
    """
    if not bases:
        return {}
    which = Q()
    for basis, number in bases:
        which |= Q(basis=basis, basis_number=number)
    gone = (LineState.REFUSED.value, LineState.CANCELLED.value)
    counts = Case(When(state=LineState.CLOSED.value, then=F("delivered")), default=F("quantity"))
    rows = OrderLine.objects.filter(which).exclude(state__in=gone).order_by().values_list("basis", "basis_number")
    return {(BasisKind(basis), number): packs for basis, number, packs in rows.annotate(packs=Sum(counts))}


def _usual(hospital: str, products: Collection[str]) -> dict[str, Decimal]:
    rows = OrderLine.objects.filter(hospital=hospital, product_code__in=products).order_by()
    gone = (LineState.REFUSED.value, LineState.CANCELLED.value)
    return dict(rows.exclude(state__in=gone).values_list("product_code").annotate(usual=Avg("quantity")))


def named_for(city: str, products: Collection[str]) -> dict[str, frozenset[str]]:
    """By product the distributors that deliver it in a city; a product for which none is named is left out."""
    found: dict[str, set[str]] = {}
    rows = Distribution.objects.filter(city=city, product_code__in=products, ended_at=None)
    for product, distributor in rows.values_list("product_code", "distributor"):
        found.setdefault(product, set()).add(distributor)
    return {product: frozenset(names) for product, names in found.items()}
