"""Two hospitals accept the same offered stock at once: it is promised once. PRC-2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
LEFT_NONE = "该报价只剩 0 包，不足 10 包；请减少数量或接受其他报价"
# Runs in a process of its own with records of its own, a connection for each thread to one file of SQLite.
PLAYED = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from baowen.core.home import create_home
from baowen.core.records import open_records

open_records(create_home(Path(sys.argv[1]), region="430000"), migrate=True)

from django.db import connection
from baowen.core.problems import BaowenError
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.procure.buying.actions.accepting import accept_offer
from baowen.procure.buying.models import Negotiation, Offer, Party

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
root = operator("os:root", "430000")
codes = ("H1", "H2")
register_organisations(
    [NewOrganisation(code=one, name=one, kind=OrganisationKind.HOSPITAL, region="430121") for one in codes],
    actor=root, at=AT,
)
for one in codes:
    add_person(one, name=one, organisation=one, roles=[Role.BUYER], actor=root, at=AT)
asked = Negotiation.objects.create(
    number="Y1", hospital="H1", region="430121", drug="d", generic_name="d", smallest_unit="u", quantity=6000,
    last_day=date(2026, 11, 12), offers_visible="after_end", opened_at=AT, opened_by="x",
)
for one in codes:
    Party.objects.create(negotiation=asked, hospital=one, region="430121", quantity=3000)
offer = Offer.objects.create(
    negotiation=asked, side="maker", maker="M", organisation="M", product_code="P", units_per_pack=30, price=15,
    unit_price=Decimal("0.5"), quantity=50, until=date(2027, 1, 1), offered_at=AT, offered_by="m",
)
actors = {one: actor_of(one) for one in codes}
connection.close()


def accept(hospital):
    try:
        return accept_offer("Y1", offer.pk, Decimal(10), actor=actors[hospital], at=AT)
    except BaowenError as error:
        return error.message
    finally:
        connection.close()


with ThreadPoolExecutor(4) as pool:
    answers = list(pool.map(accept, codes * 5))
print(json.dumps([answers, str(Offer.objects.get(pk=offer.pk).taken)], ensure_ascii=False))
"""


def test_two_connections_to_one_sqlite_file_promise_the_last_packs_once(
    tmp_path: Path, put_records: Callable[[Path], None]
) -> None:
    put_records(tmp_path / "home")
    own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BAOWEN_HOME")}
    run = subprocess.run(
        [sys.executable, "-c", PLAYED, str(tmp_path / "home")], env=own, capture_output=True, text=True, check=True,
        timeout=120,
    )  # fmt: skip
    answers, taken = json.loads(run.stdout)
    promised = [one for one in answers if one.startswith("J430000-")]
    assert len(promised) == len(set(promised)) == 5
    assert {one for one in answers if one not in promised} == {LEFT_NONE}
    assert Decimal(taken) == 50


@pytest.mark.django_db(transaction=True)
def test_two_hospitals_that_accept_the_last_packs_at_once_get_them_once_and_a_clear_answer(
    people: dict[str, Any], short: Callable[..., None], wanted: Callable[..., Any], offered: Callable[..., Any]
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the suite's SQLite lies in memory, where threads cannot meet; this runs on PostgreSQL")
    from baowen.procure.buying.actions.accepting import accept_offer
    from baowen.procure.buying.actions.negotiating import make_offer, open_negotiation
    from baowen.procure.buying.models import Acceptance, Offer

    short()
    asked = wanted(partners=(("H-HN2", Decimal(3000)),))
    number = open_negotiation(asked, actor=people["H-HN"], at=AT, packs=load_packs())
    offer = make_offer(number, offered(quantity="50"), actor=people["M1"], at=AT)

    def accept(hospital: str) -> str:
        try:
            return accept_offer(number, offer, Decimal(10), actor=people[hospital], at=AT)
        except BaowenError as error:
            return error.message
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(accept, ["H-HN", "H-HN2"] * 8))
    promised = [one for one in answers if one.startswith("J430000-")]
    assert len(promised) == len(set(promised)) == 5
    assert {one for one in answers if one not in promised} == {LEFT_NONE}
    assert Offer.objects.get(pk=offer).taken == Decimal(50)
    assert sum(one.quantity for one in Acceptance.objects.all()) == Decimal(50)
