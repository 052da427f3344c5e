"""That a message did not go out, and why."""

from baowen.core.problems import BaowenError


class NotSentError(BaowenError):
    """Not taken by the other side; says what to do, and holds neither secret nor address."""


class AddressRefusedError(NotSentError):
    """The mail server will not have the address: trying again later is of little use."""
