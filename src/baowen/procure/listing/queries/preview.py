"""What an application would come to before it is sent: comparison, path, window, what is to be confirmed. PRC-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.policy import NATION
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.lists.kinds import ListKind
from baowen.lists.names import listed_name
from baowen.lists.queries import DrugStatus, status
from baowen.orgs.queries import organisation
from baowen.procure.listing.comparing import Goods
from baowen.procure.listing.findings import CUT
from baowen.procure.listing.kinds import ReferenceKind
from baowen.procure.listing.models import Application, Listing, ReferencePrice
from baowen.procure.listing.paths import PathFacts, PathFound, which_path
from baowen.procure.listing.queries.book import ListingView, listing_view, platform_of
from baowen.procure.listing.queries.catalogue import Catalogued
from baowen.procure.listing.queries.comparison import Comparison, compare
from baowen.procure.listing.questions import Question, questions
from baowen.procure.listing.rulebook import ListingBook
from baowen.procure.listing.standing import Barred, barred
from baowen.procure.listing.states import OPEN_STATES, ListingState
from baowen.procure.listing.windows import FilingWindow, filing_window
from baowen.procure.listing.wishes import Wish, price_of_pack

GRADED = frozenset({ListKind.SHORTAGE.value, ListKind.MONITORING.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an enterprise sees before it sends. `listing` is its product on the platform, None where it is not there.

    `commitment`: what has to be signed, "" for nothing. `talk_ahead_months`: how long before the agency wants to be
    told, None where no text says so. `in_catalogue`: the platform knows the product from elsewhere than the applicant.
    `open_application`: the number of one about this product that is not decided yet, "" for none.
    """

    region: str
    goods: Goods
    use_class: str
    in_catalogue: bool
    listing: ListingView | None
    comparison: Comparison
    path: PathFound
    window: FilingWindow | None
    questions: tuple[Question, ...]
    barred: tuple[Barred, ...]
    commitment: str
    talk_ahead_months: Decimal | None
    talk_ahead_clause: str
    lists: tuple[str, ...]
    open_application: str

    @property
    def is_taken_at_once(self) -> bool:
        """The rules accept it; not where they say themselves that the price has to come down: an officer looks."""
        return self.path.at_once and all(one.severity != CUT for one in self.comparison.findings)

    @property
    def is_in_time(self) -> bool:
        return self.window is None or self.window.is_open or self.path.any_day


def preview(
    wish: Wish, enterprise: str, on: date, *, book: ListingBook, catalogue: Catalogued | None = None
) -> Preview:
    """Everything that is known of a wish on a day; BaowenError for a product of somebody else, or one nobody knows."""
    region = platform_of(wish.region)
    code = filled(wish.product_code, "药品代码", "product code", most=100)
    row = Listing.objects.filter(region=region, product_code=code).exclude(state=ListingState.WITHDRAWN.value).first()
    own = None if row is None else listing_view(row)
    goods, use_class = _goods(wish, row, catalogue, enterprise)
    price = price_of_pack(wish.price, wish.unit, goods.units_per_pack)
    seen = compare(region, goods, price, on, book=book, dose=wish.daily_dose, dose_per=wish.dose_per)
    ruling = book.ruling(region, on)
    listed = status(goods.generic_name, book.place_of(region), on, packs=book.packs, dosage_form=goods.dosage_form)
    found = which_path(_facts(wish, listed, seen, use_class, book), ruling)
    points, talk = ruling.get("listing.commitment.points"), ruling.get("price.talk_ahead_months")
    commitment = "、".join(points.items()) if points is not None and found.needs_commitment else ""
    median = seen.figure("median")
    return Preview(
        region=region, goods=goods, use_class=use_class, in_catalogue=row is not None or catalogue is not None,
        listing=own, comparison=seen, path=found, window=filing_window(ruling, on), commitment=commitment,
        questions=questions(
            price, units=goods.units_per_pack, past=seen.current, median=None if median is None else median.price,
            ruling=ruling,
        ),
        barred=barred(enterprise, region, on), talk_ahead_months=None if talk is None else talk.number(),
        talk_ahead_clause="" if talk is None else talk.clause,
        lists=tuple(f"{one.issuer_region}:{one.kind}:{one.edition}" for one in listed.listed),
        open_application=_open_application(region, goods.product_code),
    )  # fmt: skip


def _goods(wish: Wish, row: Listing | None, known: Catalogued | None, enterprise: str) -> tuple[Goods, str]:
    """The product as the platform lists it, as the catalogue has it, or as its enterprise says; its use class."""
    if row is not None:
        _own(row.maker == enterprise or _is_named(enterprise, row.maker), row.product_code)
        goods = Goods(
            product_code=row.product_code, generic_name=row.generic_name, maker=row.maker,
            dosage_form=row.dosage_form, spec=row.spec, packaging=row.packaging, units_per_pack=row.units_per_pack,
            smallest_unit=row.smallest_unit, approval_no=row.approval_no, is_selected=row.is_selected,
        )  # fmt: skip
        return goods, row.use_class
    if known is not None:
        is_own = known.maker_code == enterprise if known.maker_code else _is_named(enterprise, known.maker_name)
        _own(is_own, known.goods.product_code)
        return known.goods, known.use_class
    if wish.goods is None or not wish.goods.generic_name.strip():
        raise BaowenError(
            f"药品目录和平台中都没有 {wish.product_code}，请核对代码；确为新产品的，请填写通用名、剂型、规格和包装",
            f"neither the catalogue nor the platform has {wish.product_code}: check the code, or describe the product",
        )
    return wish.goods, ""


def _open_application(region: str, code: str) -> str:
    rows = Application.objects.filter(
        region=region, product_code=code, state__in=[one.value for one in OPEN_STATES]
    ).values_list("number", flat=True)
    return rows.first() or ""


def _is_named(enterprise: str, maker: str) -> bool:
    """Whether an enterprise is the one of a name; no name is nobody's."""
    found = organisation(enterprise)
    return found is not None and maker != "" and maker == found.name


def _own(is_own: bool, code: str) -> None:
    if not is_own:
        raise BaowenError(
            f"{code} 不是本企业的产品，只能申报本企业的产品；目录中企业有误的，请先更正药品目录",
            f"{code} is a product of another enterprise; where the catalogue is wrong, have it corrected first",
        )


def _facts(
    wish: Wish, listed: DrugStatus, seen: Comparison, use_class: str, book: ListingBook
) -> PathFacts:  # fmt: skip
    graded = [one for one in listed.listed if one.kind in GRADED]
    direct = next((one for one in listed.opens if one.route == "direct_listing"), None)
    return PathFacts(
        kind=wish.kind, on_national=any(one.issuer_region == NATION for one in graded),
        on_provincial=any(one.issuer_region != NATION for one in graded),
        direct_clause="" if direct is None else direct.clause, price=seen.price, rise=seen.rise,
        first_price=_first_price(seen.goods.product_code, seen.region, seen.on),
        substitutes=_substitutes(seen.region, seen.goods, use_class, book, seen.on), use_known=use_class != "",
        claim=wish.claim,
    )  # fmt: skip


def _first_price(product_code: str, region: str, on: date) -> Decimal | None:
    """What the first province took for this product, as it was entered; None where that is not known."""
    rows = ReferencePrice.objects.filter(
        kind=ReferenceKind.FIRST_RISE.value, product_code=product_code, valid_from__lte=on
    ).exclude(region=region)
    row = rows.order_by("-valid_from", "-pk").first()
    return None if row is None else row.price


def _substitutes(region: str, goods: Goods, use_class: str, book: ListingBook, on: date) -> int:
    """Products of other makers that are listed for the same use: the same drug, or the same class."""
    entry = book.ruling(region, on).get("listing.substitute.class_letters")
    rows = Listing.objects.filter(region=region, state=ListingState.LISTED.value).exclude(maker=goods.maker)
    same = rows.filter(drug=listed_name(goods.generic_name)).count()
    if entry is None or len(use_class) < entry.whole():
        return same
    others = rows.filter(use_class__startswith=use_class[: entry.whole()])
    return same + others.exclude(drug=listed_name(goods.generic_name)).count()
