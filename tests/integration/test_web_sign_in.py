"""ORG-4: who comes in, who doesn't, and what nobody sees who hasn't come in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from baowen.core.audit.queries import entries_told
from baowen.core.problems import BaowenError
from baowen.orgs.actions import (
    NewOrganisation,
    add_person,
    register_organisations,
    seat_department,
    set_active,
)
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.permissions import NotAllowedError
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.web.actions import remove_factors

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
ROOT = operator("os:root", "430000")
PASSWORD = "keep-the-ward-in-stock"
LOGIN = "/accounts/login/"
# What somebody may see who is not signed in. The rest of what is open only leads back to the sign-in.
OPEN = {
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "language", "theme", "mfa_login_webauthn", "api_page", "public:index", "public:drug", "public:lists", "public:list",
    "public:warnings", "public:report", "public:follow", "public:about", "public:feed_list", "public:bulletins",
    "public:bulletins_feed", "public:bulletin", "public:data", "public:dataset", "public:schema", "public:subscribe",
    "public:confirm", "public:leave", "public:market_prices", "public:market_filings", "public:market_suspended",
    "public:market_selected",
    "public:market_warnings", "public:price_notices", "public:price_notice", "public:contracting",
    "public:contracting_month", "public:stock", "public_help", "glossary",
}  # fmt: skip


@pytest.fixture(autouse=True)
def people(settings: Any) -> None:
    """A lead unit and its duty officer. A cheap hash: what is tested here is not its strength."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    one = NewOrganisation(code="CS", name="长沙市卫健委", kind=OrganisationKind.DEPARTMENT, region="430100")
    register_organisations([one], actor=ROOT, at=AT)
    seat_department("430100", Department.HEALTH, "CS", is_lead=True, actor=ROOT, at=AT)
    add_person(
        "zhang", name="张某", organisation="CS", roles=[Role.DUTY_OFFICER], password=PASSWORD,
        email="zhang@example.org", actor=ROOT, at=AT,
    )  # fmt: skip


def sign_in(client: Client, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": "zhang", "password": password})


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the clock of the limits run on."""
    import time

    now = time.time() + seconds
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: now)


def told() -> list[Any]:
    return [one.after["change"] for one in entries_told(subject="person/zhang", limit=20) if "change" in one.after]


def test_somebody_signs_in_sees_who_they_are_and_signs_out(client: Client) -> None:
    assert client.get("/").headers["Location"] == f"{LOGIN}?next=/"
    assert sign_in(client).headers["Location"] == "/"
    page = client.get("/account/").content.decode()
    for words in ("张某", "长沙市卫健委", "湖南省长沙市", "牵头单位", "值班员", "登记线索为案件"):
        assert words in page
    assert told() == ["signed_in"]
    assert client.post("/accounts/logout/").status_code == 302
    assert not is_in(client)


def test_a_wrong_password_is_refused_and_too_many_lock_out_for_five_minutes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        assert "用户名或密码不正确" in sign_in(client, "wrong").content.decode()
    locked = sign_in(client)
    assert locked.status_code == 200
    assert "过多" in locked.content.decode()
    assert not is_in(client)
    later(monkeypatch, 301)
    assert sign_in(client).status_code == 302
    assert is_in(client)


def test_a_deactivated_person_is_out_at_once_and_comes_in_no_more(client: Client) -> None:
    sign_in(client)
    set_active("zhang", False, actor=ROOT, at=AT, reason="调离")
    assert not is_in(client)
    sign_in(client)
    assert not is_in(client)
    set_active("zhang", True, actor=ROOT, at=AT, reason="调回")
    sign_in(client)
    assert is_in(client)


def test_nobody_signs_up_and_nobody_changes_an_address(client: Client) -> None:
    asked = {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post("/accounts/signup/", asked)
    assert answer.templates[0].name == "account/signup_closed.html"
    assert not Client().login(username="new", password=PASSWORD)
    sign_in(client)
    assert client.get("/accounts/email/").status_code == 404
    assert client.post("/accounts/email/", {"action_add": "", "email": "else@example.org"}).status_code == 404


def test_a_second_factor_is_added_asked_for_and_told_of(client: Client) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    sign_in(client)
    activate = "/accounts/2fa/totp/activate/"
    assert client.get(activate).headers["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get(activate)
    secret = page.context["form"].secret

    def code() -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    assert "data:image/svg" in page.content.decode()
    assert client.post(activate, {"code": code()}).status_code == 302
    assert told()[:2] == ["recovery_codes_added", "totp_added"]
    other = Client()
    assert sign_in(other).headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(other)
    assert other.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not is_in(other)
    other.post("/accounts/2fa/authenticate/", {"code": code()})
    assert is_in(other)
    other.post("/accounts/2fa/totp/deactivate/")
    assert "totp_removed" not in told()
    other.post("/accounts/reauthenticate/", {"password": PASSWORD})
    other.post("/accounts/2fa/totp/deactivate/")
    assert "totp_removed" in told()


def test_an_administrator_takes_lost_factors_off_and_is_named(client: Client) -> None:
    from allauth.mfa.models import Authenticator

    person_id = get_user_model().objects.get(username="zhang").pk
    Authenticator.objects.create(user_id=person_id, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    assert sign_in(client).headers["Location"].startswith("/accounts/2fa/authenticate/")
    with pytest.raises(NotAllowedError):
        remove_factors("zhang", actor=actor_of("zhang"), at=AT, reason="遗失")
    assert remove_factors("zhang", actor=ROOT, at=AT, reason="手机遗失") == 1
    (entry,) = entries_told(subject="person/zhang", limit=1)
    assert (entry.by, entry.reason, entry.after["change"]) == ("os:root", "手机遗失", "factors_removed")
    assert client.post("/accounts/logout/").status_code == 302  # the button "cancel" of the page that waits for a code
    sign_in(client)
    assert is_in(client)
    with pytest.raises(BaowenError, match="没有启用"):
        remove_factors("zhang", actor=ROOT, at=AT, reason="遗失")


def test_a_session_of_another_browser_is_listed_and_ended(client: Client) -> None:
    elsewhere = Client(headers={"user-agent": "Browser elsewhere"})
    sign_in(client)
    sign_in(elsewhere)
    assert "Browser elsewhere" in client.get("/accounts/sessions/").content.decode()
    client.post("/accounts/sessions/")
    assert is_in(client)
    assert not is_in(elsewhere)


def test_a_new_password_is_told_of_and_ends_other_sessions(client: Client) -> None:
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    new = "another-ward-in-stock"
    weak = {"oldpassword": PASSWORD, "password1": "12345678", "password2": "12345678"}
    assert client.post("/accounts/password/change/", weak).status_code == 200
    assert client.post("/accounts/password/change/", weak | {"password1": new, "password2": new}).status_code == 302
    assert is_in(client)
    assert not is_in(elsewhere)
    assert entries_told(subject="person/zhang", limit=1)[0].action == "person.password"
    assert new not in str(entries_told(limit=50))


def test_a_password_is_set_by_mail_by_whoever_forgot_it_or_never_had_one(client: Client) -> None:
    add_person("li", name="李某", organisation="CS", roles=[], email="li@example.org", actor=ROOT, at=AT)
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert mail.outbox == []
    for number, name in enumerate(("zhang", "li")):
        client.post("/accounts/password/reset/", {"email": f"{name}@example.org"})
        link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(mail.outbox[number].body))
        assert link is not None
        form = client.get(link.group(1)).headers["Location"]
        client.post(form, {"password1": "another-ward-in-stock", "password2": "another-ward-in-stock"})
        assert client.post(LOGIN, {"login": name, "password": PASSWORD}).status_code == 200
        assert client.post(LOGIN, {"login": name, "password": "another-ward-in-stock"}).status_code == 302
        client.post("/accounts/logout/")


def _addresses(patterns: Any, space: str = "") -> dict[str, str]:
    """By name the address of every page, with something in the place of a number or a code."""
    found: dict[str, str] = {}
    for one in patterns:
        if isinstance(one, URLPattern):
            if one.name:
                found[f"{space}{one.name}"] = _address(f"{space}{one.name}", one)
        elif one.namespace != "api":  # asks for a token, see the test of the API
            found |= _addresses(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
    return found


def _address(name: str, pattern: URLPattern) -> str:
    given = {
        key: 1 if type(kind).__name__ == "IntConverter" else "x" for key, kind in pattern.pattern.converters.items()
    }
    special = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
        "public:dataset": {"name": "lists", "form": "json"},
        "public:contracting_month": {"kind": "releases", "month": "2026-09", "form": "json"},
    }  # fmt: skip
    given |= special.get(name, {})
    try:
        return reverse(name, kwargs=given)
    except NoReverseMatch:  # one of allauth's patterns by regular expression
        return reverse(name, kwargs={"key": "x"} if "confirm" in name else {"pk": 1})


def test_every_page_but_those_of_signing_in_asks_for_it(client: Client) -> None:
    seen = set()
    for name, address in _addresses(get_resolver().url_patterns).items():
        answer = client.get(address)
        seen.add(name)
        if name not in OPEN and answer.status_code != 404:
            assert answer.status_code == 302, f"{name} {address}: {answer.status_code}"
            assert answer.headers["Location"].startswith((LOGIN, "/accounts/password/reset/")), name
    assert {"home", "case", "public:index", "mfa_index", "usersessions_list", "account_change_password"} <= seen
    assert client.get("/api/v1/cases").status_code == 401


def test_pages_are_chinese_whatever_the_browser_asks_for_and_english_once_chosen(client: Client) -> None:
    first = client.get(LOGIN, headers={"accept-language": "en"})
    assert "<h1>登录</h1>" in first.content.decode()
    client.post("/language/", {"language": "en", "next": LOGIN})
    assert "<h1>Sign in</h1>" in client.get(LOGIN).content.decode()


def test_every_answer_forbids_what_comes_from_elsewhere(client: Client) -> None:
    for address in (LOGIN, "/", "/nothing/"):
        headers = client.get(address).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert "no-store" in headers["Cache-Control"]
    cookie = client.get(LOGIN).cookies["csrftoken"]
    assert cookie["secure"]
    assert cookie["httponly"]
