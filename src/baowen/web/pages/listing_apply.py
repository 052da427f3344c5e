"""Where an enterprise applies: it types a product and a price, sees the comparison, and then sends. PRC-1."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from baowen.api.book import home, listing_book
from baowen.api.reports import saved
from baowen.core.clock import now, today
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.procure.listing.actions.applications import Applied, apply
from baowen.procure.listing.actions.files import MOST_BYTES, add_document, keep_document
from baowen.procure.listing.comparing import Goods
from baowen.procure.listing.kinds import (
    CLAIM_WORDS,
    DOSE_WORDS,
    KIND_WORDS,
    PATH_WORDS,
    UNIT_WORDS,
    ApplicationKind,
    Claim,
    DosePer,
    PriceUnit,
)
from baowen.procure.listing.queries import listing_page
from baowen.procure.listing.queries.catalogue import catalogued
from baowen.procure.listing.queries.preview import Preview, preview
from baowen.procure.listing.wishes import Wish
from baowen.web.dates import day_given
from baowen.web.deeds import did
from baowen.web.exports import exported
from baowen.web.pages.listing_shown import comparison_tables, shown
from baowen.web.pages.listings import platform
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

FIELDS = (
    "region", "kind", "product_code", "drug_name", "price", "unit", "valid_from", "claim", "reason", "talked_on",
    "daily_dose", "dose_per", "generic_name", "dosage_form", "spec", "packaging", "units_per_pack", "smallest_unit",
)  # fmt: skip


def page(request: HttpRequest) -> HttpResponse:
    """The form, with the comparison once a product and a price are given; POST sends."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _send(request, viewer)
    given, seen, problem = request.GET, None, ""
    may_apply = viewer.may(Act.LISTING_APPLY)
    if may_apply and given.get("product_code") and given.get("price"):
        try:
            seen = _preview(given, platform(request), viewer)
        except BaowenError as error:
            problem = viewer.told(error)
        except ValueError:
            problem = viewer.say(("请从列表中选择。", "Choose one of the list."))
    if seen is not None:
        file = exported(request, comparison_tables(seen.comparison.as_document(), viewer))
        if file is not None:
            return file
    own = listing_page(platform(request), maker=viewer.actor.organisation, limit=20).lines if may_apply else []
    return render(
        request, "pages/listing_apply.html",
        {
            "may_apply": may_apply, "given": {name: given.get(name, "") for name in FIELDS}, "problem": problem,
            "own": own, "seen": seen, "region": platform(request), **(_shown(seen, viewer) if seen else {}),
            "kinds": [(one.value, viewer.say(words)) for one, words in KIND_WORDS.items()],
            "units": [(one.value, viewer.say(words)) for one, words in UNIT_WORDS.items()],
            "claims": [(one.value, viewer.say(words)) for one, words in CLAIM_WORDS.items()],
            "doses": [(one.value, viewer.say(words)) for one, words in DOSE_WORDS.items()],
        },
    )  # fmt: skip


def _shown(seen: Preview, viewer: Viewer) -> dict[str, object]:
    return {
        "comparison": shown(seen.comparison.as_document(), viewer),
        "path": viewer.say(PATH_WORDS[seen.path.path]), "why": viewer.say((seen.path.zh, seen.path.en)),
        "questions": [viewer.say((one.zh, one.en)) for one in seen.questions],
        "barred": [viewer.say((one.zh, one.en)) for one in seen.barred],
    }  # fmt: skip


def wish_of(given: QueryDict, region: str) -> Wish:
    """What was typed; BaowenError for what is no number or no day, ValueError for a choice that no list offers."""
    price = quantity_given(given.get("price", ""), "价格", "the price")
    if price is None:
        raise BaowenError("请填写价格", "give the price")
    return Wish(
        region=region, kind=ApplicationKind(given.get("kind", "") or "price"), price=price,
        product_code=given.get("product_code", "").replace("\x00", "").strip(),
        unit=PriceUnit(given.get("unit", "") or "pack"), claim=Claim(given.get("claim", "")),
        valid_from=_day(given.get("valid_from", "")), reason=given.get("reason", "").replace("\x00", "").strip(),
        talked_on=_day(given.get("talked_on", "")), dose_per=DosePer(given.get("dose_per", "") or "day"),
        daily_dose=_above_zero(given.get("daily_dose", ""), "日剂量", "the daily dose"), goods=_goods(given),
    )  # fmt: skip


def _day(text: str) -> date | None:
    return day_given(text) if text.strip() else None


def _above_zero(text: str, zh: str, en: str) -> Decimal | None:
    found = quantity_given(text, zh, en)
    if found is not None and not (found.is_finite() and 0 < found < 10**9):
        raise BaowenError(f"{zh}应大于 0", f"{en} is above zero")
    return found


def _goods(given: QueryDict) -> Goods | None:
    def text(key: str) -> str:
        return given.get(key, "").replace("\x00", "").strip()

    name = text("generic_name")
    if not name:
        return None
    return Goods(
        product_code=text("product_code"), generic_name=name, maker="", dosage_form=text("dosage_form"),
        spec=text("spec"), packaging=text("packaging"), smallest_unit=text("smallest_unit"),
        units_per_pack=_above_zero(given.get("units_per_pack", ""), "最小包装数量", "the units in a pack"),
    )  # fmt: skip


def _preview(given: QueryDict, region: str, viewer: Viewer) -> Preview:
    wish = wish_of(given, region)
    known = catalogued(home(), wish.product_code)
    return preview(wish, viewer.actor.organisation, today(), book=listing_book(), catalogue=known)


def _send(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    given, sent = request.POST, list[Applied]()
    back = reverse("listing_apply") + "?" + urlencode({name: given.get(name, "") for name in FIELDS if given.get(name)})

    def work() -> None:
        wish = wish_of(given, given.get("region", "") or platform(request))
        sent.append(
            apply(
                wish, actor=viewer.actor, at=now(), book=listing_book(),
                catalogue=catalogued(home(), wish.product_code), confirmed=bool(given.get("confirm")),
                signed=bool(given.get("sign")),
            )
        )  # fmt: skip

    if not did(request, viewer, work, ("申报已提交。", "The application is sent.")):
        return redirect(back)
    if not sent:
        return redirect("listing_applications")
    _attach(request, viewer, sent[0].number)
    return redirect("listing_application", sent[0].number)


def _attach(request: HttpRequest, viewer: Viewer, number: str) -> None:
    """Add the file that came with the form; where it is not taken the application stands, and that is said."""
    file = request.FILES.get("file")
    if file is None:
        return
    try:
        keep(request, viewer, number)
    except BaowenError as error:
        told = viewer.told(error)
        messages.error(
            request, viewer.say((f"申报已提交，材料未收：{told}", f"Sent, but the document was not taken: {told}"))
        )


def keep(request: HttpRequest, viewer: Viewer, number: str) -> None:
    """Keep the file of a form in the home and name it in the application; BaowenError."""
    file = request.FILES.get("file")
    if file is None:
        raise BaowenError("请选择文件", "choose a file")
    with TemporaryDirectory() as folder:
        path = saved(file, Path(folder), most=MOST_BYTES)  # type: ignore[arg-type]
        kept = keep_document(number, path, home().raw, actor=viewer.actor)
    add_document(number, kept, request.POST.get("words", ""), actor=viewer.actor, at=now())
