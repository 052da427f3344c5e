"""Contracts of volume-based procurement: the list, one with its working and signatures, late ones, files. VBP-4."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.vbp.contracts.files.agreement import agreement
from baowen.vbp.contracts.files.chain import sheets, workbook
from baowen.vbp.contracts.queries.contracts import (
    ContractView,
    LateParty,
    Signature,
    Sought,
    SupplementView,
    contract,
    contract_page,
    count_by_state,
    late_parties,
)
from baowen.vbp.contracts.queries.distributors import named_for
from baowen.vbp.contracts.queries.files import agreement_of, bought_under, links_of, rounds_of
from baowen.vbp.contracts.queries.scope import is_officer
from baowen.vbp.contracts.states import CHANGEABLE, PARTY_WORDS, STATE_WORDS, WAITS_FOR, ContractState
from baowen.vbp.rounds.queries import rounds
from baowen.web.exports import MOST, WORKBOOK, Table, all_pages, exported
from baowen.web.viewer import Viewer, viewer_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADINGS = (
    ("协议编号", "Contract"), ("批次", "Round"), ("品种", "Lot"), ("药品代码", "Product code"), ("药品", "Drug"),
    ("规格", "Strength"), ("机构代码", "Hospital code"), ("医疗机构", "Hospital"), ("地区", "Place"),
    ("医联体整体", "Alliance"), ("生产企业代码", "Maker code"), ("生产企业", "Maker"),
    ("配送企业代码", "Distributor code"), ("配送企业", "Distributor"), ("质量层次", "Quality tier"),
    ("报量（最小单位）", "Reported (units)"), ("约定比例", "Agreed share"), ("每盒单位数", "Units a pack"),
    ("约定采购量（盒）", "Agreed (packs)"), ("补充（盒）", "Supplements (packs)"), ("中选价（元/盒）", "Yuan a pack"),
    ("金额（元）", "Amount (yuan)"), ("开始", "From"), ("结束", "Until"), ("签订截止", "Sign by"), ("状态", "State"),
)  # fmt: skip
LATE = (
    ("待办理方", "Waits for"), ("机构代码", "Code"), ("机构", "Organisation"), ("协议", "Contracts"),
    ("最早截止", "Oldest deadline"),
)  # fmt: skip


def listed(request: HttpRequest) -> HttpResponse:
    """The contracts that the viewer may see, narrowed by round, state, place and words."""
    viewer, given = viewer_of(request), request.GET
    sought = sought_by(given)

    def page(cursor: str) -> Paged[ContractView]:
        return contract_page(viewer.actor, sought, cursor=cursor)

    file = exported(request, {"contracts": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found, on = page(given.get("cursor", "")), today()
    counts = count_by_state(viewer.actor, sought)
    shown = tabs(viewer) | {
        "lines": lines_of(found.lines, viewer), "cursor": found.cursor, "query": _query(given), "sought": sought,
        "states": [(one.value, viewer.say(words), counts[one]) for one, words in STATE_WORDS.items()],
        "state": given.get("state", ""), "rounds": rounds(), "late": sought.late_on is not None, "today": on,
        "officer": is_officer(viewer.actor),
    }  # fmt: skip
    return render(request, "pages/vbp_contracts.html", shown)


def tabs(viewer: Viewer) -> dict[str, object]:
    """What the pages of contracts show beside each other to somebody."""
    return {"may_draw": viewer.may(Act.VBP_CONTRACT), "may_sign": viewer.may(Act.VBP_SIGN)}


def sought_by(given: QueryDict) -> Sought:
    """What the address narrows a list to; what no list offers narrows nothing."""
    state = given.get("state", "")
    return Sought(
        round_code=_text(given, "round"), state=ContractState(state) if state in set(ContractState) else None,
        place=_text(given, "place"), text=_text(given, "text"), late_on=today() if given.get("late") else None,
    )  # fmt: skip


def lines_of(found: list[ContractView], viewer: Viewer) -> list[dict[str, object]]:
    """Contracts with the names of their parties, as rows of a list."""
    names = names_of({code for one in found for code in (one.hospital, one.maker, one.distributor)})
    on = today()
    return [
        {
            "one": one, "state": viewer.say(STATE_WORDS[one.state]), "is_late": one.is_late(on),
            "hospital": names.get(one.hospital, one.hospital), "maker": names.get(one.maker, one.maker),
            "distributor": names.get(one.distributor, one.distributor),
        }
        for one in found
    ]  # fmt: skip


def _text(given: QueryDict, name: str) -> str:
    return given.get(name, "").replace("\x00", "").strip()


def _query(given: QueryDict) -> str:
    kept = given.copy()
    kept.pop("cursor", None)
    return kept.urlencode()


def _table(found: list[ContractView], viewer: Viewer) -> Table:
    names = names_of({code for one in found for code in (one.hospital, one.maker, one.distributor)})
    rows = [
        [
            one.number, one.round_code, one.lot, one.product_code, one.drug, one.spec, one.hospital,
            names.get(one.hospital, ""), viewer.place(one.region), one.is_alliance, one.maker,
            names.get(one.maker, ""), one.distributor, names.get(one.distributor, ""), one.quality_tier, one.reported,
            one.share, one.units, one.packs, one.more_packs, one.price, one.amount, one.starts_on, one.ends_on,
            one.sign_by, viewer.say(STATE_WORDS[one.state]),
        ]
        for one in found
    ]  # fmt: skip
    return Table(HEADINGS, rows)


def chain(request: HttpRequest) -> HttpResponse:
    """The contracts of the list as a chain, with the tables of their rounds, in one workbook."""
    viewer, sought = viewer_of(request), sought_by(request.GET)
    found = all_pages(lambda cursor: contract_page(viewer.actor, sought, cursor=cursor, limit=1000))
    if len(found) > MOST:
        raise BaowenError(
            f"协议超过 {MOST:,} 份，请先按批次、地区或药品缩小范围",
            f"more than {MOST:,} contracts; narrow the list first",
        )
    links = links_of(found)
    answer = HttpResponse(workbook(sheets(rounds_of(links), links, bought_under(links))), content_type=WORKBOOK)
    answer["Content-Disposition"] = 'attachment; filename="baowen-contract-chain.xlsx"'
    return answer


def one(request: HttpRequest, number: str) -> HttpResponse:
    """One contract: what it says, how its volume was reached, who has signed, and what the viewer may do."""
    viewer = viewer_of(request)
    found = contract(number, actor=viewer.actor)
    told = found.contract
    codes = named_for(told.round_code, [told.city]).get((told.city, told.product_code), ())
    names = names_of([*codes, told.hospital, told.maker, told.distributor])
    mine = viewer.actor.organisation
    is_hospital = told.hospital == mine and viewer.may(Act.VBP_SIGN)
    turn = {signature.organisation for signature in told.signatures if signature.party is told.waits_for}
    shown = tabs(viewer) | {
        "found": found, "one": told, "state": viewer.say(STATE_WORDS[told.state]), "is_late": told.is_late(today()),
        "parties": [_signature(one, names, viewer) for one in told.signatures],
        "hospital": names.get(told.hospital, told.hospital),
        "choices": [(code, names.get(code, code)) for code in codes],
        "may_choose": is_hospital and told.state in CHANGEABLE,
        "may_sign": mine in turn and told.state is not ContractState.DRAWN and viewer.may(Act.VBP_SIGN),
        "may_add": is_hospital and told.state is ContractState.SIGNED,
        "supplements": [_supplement(more, mine, names, viewer) for more in found.supplements],
    }  # fmt: skip
    return render(request, "pages/vbp_contract.html", shown)


def _supplement(more: SupplementView, mine: str, names: dict[str, str], viewer: Viewer) -> dict[str, object]:
    turn = WAITS_FOR.get(more.state)
    is_mine = any(one.party is turn and one.organisation == mine for one in more.signatures)
    return {
        "one": more, "state": viewer.say(STATE_WORDS[more.state]), "may_sign": is_mine and viewer.may(Act.VBP_SIGN),
        "parties": [_signature(one, names, viewer) for one in more.signatures],
    }  # fmt: skip


def _signature(one: Signature, names: dict[str, str], viewer: Viewer) -> dict[str, object]:
    return {
        "party": viewer.say(PARTY_WORDS[one.party]), "name": names.get(one.organisation, one.organisation),
        "at": one.signed_at,
    }  # fmt: skip


def document(request: HttpRequest, number: str) -> HttpResponse:
    """The contract as a Word document."""
    viewer = viewer_of(request)
    answer = HttpResponse(agreement(agreement_of(number, actor=viewer.actor)), content_type=WORD)
    answer["Content-Disposition"] = f'attachment; filename="{number}.docx"'
    return answer


def late(request: HttpRequest) -> HttpResponse:
    """Who keeps contracts waiting past their deadline."""
    viewer, given = viewer_of(request), request.GET
    found = late_parties(viewer.actor, today(), round_code=_text(given, "round"))
    names = names_of({one.organisation for one in found})
    file = exported(request, {"late": lambda: _late_table(found, names, viewer)})
    if file is not None:
        return file
    shown = tabs(viewer) | {
        "lines": [
            {
                "one": line, "party": viewer.say(PARTY_WORDS[line.party]),
                "name": names.get(line.organisation, line.organisation),
            }
            for line in found
        ],
        "contracts": sum(line.contracts for line in found), "rounds": rounds(), "round": _text(given, "round"),
    }  # fmt: skip
    return render(request, "pages/vbp_contracts_late.html", shown)


def _late_table(found: list[LateParty], names: dict[str, str], viewer: Viewer) -> Table:
    rows = [
        [
            viewer.say(PARTY_WORDS[one.party]), one.organisation, names.get(one.organisation, ""), one.contracts,
            one.oldest,
        ]
        for one in found
    ]  # fmt: skip
    return Table(LATE, rows)
