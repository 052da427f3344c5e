"""By which path an application goes: from the lists, the rise against the own past, and whether a substitute is listed.

NHSA's guide on the risk of shortage drugs' prices (2024-11-27) has three paths for drugs of the two lists, and each
rests on a rise that it calls small or large without a number: the numbers are the pack's. Pure. PRC-1, LST-3.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from baowen.core.policy import Ruling
from baowen.procure.listing.kinds import ApplicationKind, Claim, Light, ListingPath

GUIDE = "短缺药品价格的风险管理操作指引（解读）"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFacts:
    """What decides. `rise`: share of the own price of some months ago, None for a product without a past.

    `direct_clause`: the clause by which being listed opens direct listing, "" where nothing does. `first_price`: what
    the first province took for one pack. `use_known`: the platform knows of which use the product is.
    """

    kind: ApplicationKind
    on_national: bool
    on_provincial: bool
    direct_clause: str
    price: Decimal
    rise: Decimal | None = None
    first_price: Decimal | None = None
    substitutes: int = 0
    use_known: bool = True
    claim: Claim = Claim.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFound:
    """The path, the light that buyers will see, why, and by which clause. `at_once`: the rules accept it, nobody waits.

    `any_day`: the window does not bind. `needs_commitment`: it is accepted only with a signed one.
    """

    path: ListingPath
    zh: str
    en: str
    clause: str
    basis: str
    light: Light = Light.NONE
    at_once: bool = False
    any_day: bool = False
    needs_commitment: bool = False


def which_path(facts: PathFacts, ruling: Ruling) -> PathFound:
    """The path of an application under the rules of a place and day."""
    free = ruling.get("listing.any_time.classes")
    classes = frozenset() if free is None else frozenset(free.items())
    clause, basis = ("", "") if free is None else (free.clause, free.basis.value)
    if facts.on_national or facts.on_provincial:
        return _listed(facts, ruling, any_day="shortage" in classes)
    if facts.claim is not Claim.NONE and facts.claim.value in classes:
        return PathFound(
            path=ListingPath.ANY_TIME, zh="申报为常用药或低价药，可随时申报，受理时核对",
            en="claimed to be a common or low-price drug: at any time; an officer checks it", clause=clause,
            basis=basis, any_day=True,
        )  # fmt: skip
    return PathFound(
        path=ListingPath.ORDINARY, zh="不在短缺药品清单和重点监测清单内，按常规挂网",
        en="on neither list: an ordinary listing", clause="", basis="",
    )  # fmt: skip


def _listed(facts: PathFacts, ruling: Ruling, *, any_day: bool) -> PathFound:
    first = ruling.get("price.later_province.multiple_most")
    if facts.on_national and facts.first_price is not None and first is not None:
        most = facts.first_price * first.number()
        if facts.price <= most:
            return PathFound(
                path=ListingPath.DIRECT, zh=f"国家清单药品，申报价不高于首涨省受理价 {most:f} 元，可直接挂网",
                en=f"on a national list and not above {most:f} yuan, which the first province took: direct",
                clause=first.clause, basis=first.basis.value, any_day=any_day,
            )  # fmt: skip
    if facts.rise is None:
        return _without_past(facts, any_day=any_day)
    small = ruling.get("listing.rise.small_most")
    if small is None:
        return _without_past(facts, any_day=any_day)
    if facts.rise > small.number():
        return _large(facts, ruling, any_day=any_day)
    return _small(facts, ruling, small.basis.value, any_day=any_day)


def _without_past(facts: PathFacts, *, any_day: bool) -> PathFound:
    if facts.direct_clause:
        return PathFound(
            path=ListingPath.DIRECT, zh="短缺清单药品，企业自主报价、直接挂网", en="on a shortage list: direct, at the "
            "enterprise's own price", clause=facts.direct_clause, basis="sourced", any_day=any_day,
        )  # fmt: skip
    return PathFound(
        path=ListingPath.ORDINARY, zh="在清单内，但本地政策未对其开放直接挂网，按常规挂网",
        en="on a list that opens no direct listing here: an ordinary listing", clause="", basis="", any_day=any_day,
    )  # fmt: skip


def _small(facts: PathFacts, ruling: Ruling, basis: str, *, any_day: bool) -> PathFound:
    rise = facts.rise
    assert rise is not None
    if facts.on_national:
        return PathFound(
            path=ListingPath.STRAIGHT, zh=f"国家清单药品，涨幅 {rise:.1%} 属小幅，规则自动受理，企业自行完成",
            en=f"on a national list, a small rise of {rise:.1%}: accepted by the rules at once", clause=GUIDE,
            basis=basis, at_once=True, any_day=any_day,
        )  # fmt: skip
    chosen = ruling.entry("listing.path.provincial_small_rise")
    path = ListingPath(chosen.text())
    return PathFound(
        path=path, zh=f"省级清单药品小幅上涨 {rise:.1%}：指引未写明路径，按本地政策包的选择",
        en=f"on a provincial list, a small rise of {rise:.1%}: the guide names no path, the pack chooses",
        clause=chosen.clause, basis=chosen.basis.value, at_once=path is ListingPath.STRAIGHT, any_day=any_day,
    )  # fmt: skip


def _large(facts: PathFacts, ruling: Ruling, *, any_day: bool) -> PathFound:
    rise = facts.rise
    assert rise is not None
    if facts.substitutes:
        red = ruling.get("listing.rise.red_from")
        light = Light.RED if red is not None and rise >= red.number() else Light.YELLOW
        return PathFound(
            path=ListingPath.SUBSTITUTE, light=light,
            zh=f"涨幅 {rise:.1%} 属大幅，有 {facts.substitutes} 个同用途药品在网：可受理，向采购方亮灯提示",
            en=f"a large rise of {rise:.1%}, {facts.substitutes} drugs of the same use are listed: taken with a light",
            clause=GUIDE, basis="illustrative", any_day=any_day,
        )  # fmt: skip
    known = "无同用途药品在网" if facts.use_known else "用途分类不明，未能找到同用途药品"
    known_en = "no drug of the same use is listed" if facts.use_known else "its use class is unknown, so none was found"
    return PathFound(
        path=ListingPath.CONDITIONAL, zh=f"涨幅 {rise:.1%} 属大幅，{known}：须书面承诺后受理",
        en=f"a large rise of {rise:.1%}, and {known_en}: taken with a signed commitment", clause=GUIDE,
        basis="illustrative", any_day=any_day, needs_commitment=True,
    )  # fmt: skip
