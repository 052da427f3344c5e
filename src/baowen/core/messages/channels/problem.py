"""That a message did not go out, and why."""

from baowen.core.problems import BaowenError


class NotSentError(BaowenError):
    """Not taken by the other side; says what to do, and holds neither secret nor address."""
