"""Enterprises name who delivers their selected products in a city: three and more of them. VBP-4 (VB-1.3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import open_organisation
from baowen.procure.trade.actions.places import CARRIERS
from baowen.vbp.contracts.book import ContractBook
from baowen.vbp.contracts.models import Distributor
from baowen.vbp.rounds.queries import enterprise_codes, round_of, selected_products
from baowen.vbp.rounds.states import RoundState


def name_distributors(
    round_code: str, city: str, distributors: Sequence[str], *, actor: Actor, at: datetime, book: ContractBook,
    products: Collection[str] = (),
) -> int:  # fmt: skip
    """Name who delivers the own products of a round in a city, all of them or those told; how many are new.

    BaowenError for a place that is no city of the round, for a product that is not the own, and for a distributor that
    is none; then nobody is named.
    """
    mine = _own(round_code, city, products, actor=actor, book=book)
    codes = list(dict.fromkeys(code.strip() for code in distributors if code.strip()))
    if not codes:
        raise BaowenError("请填写配送企业代码", "name at least one distributor")
    for code in codes:
        one = open_organisation(code, day_of(at))
        if one.kind not in CARRIERS:
            raise BaowenError(f"{one.name}（{code}）不是配送企业", f"{code} is no distributor")
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        there = set(
            Distributor.objects.filter(
                round_code=round_code, city=city, product_code__in=mine, distributor__in=codes, ended_at=None
            ).values_list("product_code", "distributor")
        )
        new = [(product, code) for product in mine for code in codes if (product, code) not in there]
        made = Distributor.objects.bulk_create(
            (
                Distributor(
                    round_code=round_code, product_code=product, maker=actor.organisation, city=city,
                    distributor=code, named_at=at, named_by=actor.name,
                )
                for product, code in new
            ),
            ignore_conflicts=True,
        )  # fmt: skip
        trail.note(
            "vbp.distributor.name", f"vbp_round/{round_code}",
            after={"city": city, "products": len(mine), "distributors": codes, "new": len(made)},
        )  # fmt: skip
    return len(new)


def end_distributor(
    round_code: str, city: str, distributor: str, *, actor: Actor, at: datetime, book: ContractBook,
    products: Collection[str] = (),
) -> int:  # fmt: skip
    """Name a distributor no longer; how many products that ends it for. Contracts that were pushed keep theirs."""
    mine = _own(round_code, city, products, actor=actor, book=book)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        ended = Distributor.objects.filter(
            round_code=round_code, city=city, product_code__in=mine, distributor=distributor, ended_at=None
        ).update(ended_at=at, ended_by=actor.name)
        if not ended:
            raise BaowenError(f"{distributor} 没有被指定为该市的配送企业", f"{distributor} is not named in that city")
        trail.note(
            "vbp.distributor.end", f"vbp_round/{round_code}",
            before={"city": city, "distributor": distributor, "products": ended},
        )  # fmt: skip
    return ended


def _own(
    round_code: str, city: str, products: Collection[str], *, actor: Actor, book: ContractBook
) -> list[str]:  # fmt: skip
    """The actor's own selected products in a city, those told or all."""
    found = round_of(round_code)
    if found.state not in (RoundState.PREPARED, RoundState.RUNNING):
        raise BaowenError(f"批次 {found.name} 已结束或撤销", f"round {found.code} is over")
    place = book.regions.require(city)
    if city not in book.cities_of(found.region):
        raise BaowenError(f"配送企业按市州指定，{place.name}不是本批次的市州", "name distributors by city of the round")
    require(actor, Act.VBP_SIGN, city, regions=book.regions, organisation=actor.organisation)
    code_of = enterprise_codes()
    mine = [one.product_code for one in selected_products(round_code, city) if code_of(one) == actor.organisation]
    if not mine:
        raise BaowenError(
            f"本单位在{place.name}没有本批次的中选产品", f"the own organisation has no selected product in {city}"
        )
    foreign = sorted(set(products) - set(mine))
    if foreign:
        raise BaowenError(
            f"{'、'.join(foreign)} 不是本企业在该市的中选产品", f"{', '.join(foreign)}: not an own product there"
        )
    return [code for code in mine if code in products] if products else mine
