"""Who calls: a token in the Authorization header, its scopes, and the organisation that it acts for. ORG-4."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from baowen.core.clock import now
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import TokenView, token_actor, token_of
from baowen.orgs.tokens import SCOPE_WORDS, Scope


class ScopeMissingError(BaowenError):
    """The token does not open this call."""


class TokenAuth(HttpBearer):
    """Lets a call in whose token is in force; `request.auth` is then the token."""

    def authenticate(self, request: HttpRequest, token: str) -> TokenView | None:
        """The token of the secret, None where it is not in force."""
        del request
        return token_of(token, at=now())


def caller(request: HttpRequest, scope: Scope | None = None) -> Actor:
    """Who acts in a call, which any token may make where no scope is named; ScopeMissingError for one that lacks it."""
    token: TokenView = request.auth  # type: ignore[attr-defined]
    if scope is not None and scope not in token.scopes:
        zh, en = SCOPE_WORDS[scope]
        raise ScopeMissingError(
            f"令牌 {token.name} 没有“{zh}”（{scope}）的权限；请由机构管理员重新签发",
            f"the token {token.name} lacks the scope {scope} ({en})",
        )
    return token_actor(token)


def clean(text: str) -> str:
    """A number as it came in an address; a null character, which no database takes, makes it none."""
    return text.replace("\x00", "")
