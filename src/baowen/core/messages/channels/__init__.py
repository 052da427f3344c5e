"""The ways out: one module each, each with `send(address, letter)`, which returns when the other side has taken it."""

from __future__ import annotations

from importlib import import_module

from baowen.core.messages.channels.problem import NotSentError
from baowen.core.messages.rules import Letter
from baowen.core.messages.states import ChannelKind

MODULES = {ChannelKind.EMAIL: "mail", ChannelKind.APPRISE: "chat"}


def send(kind: ChannelKind, address: str, letter: Letter) -> None:
    """Send by a channel; NotSentError whatever goes wrong, so that it is tried again and shown."""
    try:
        import_module(f"{__name__}.{MODULES[kind]}").send(address, letter)
    except NotSentError:
        raise
    except Exception as error:
        # The text of a stranger's error may hold an address or a secret; its kind says enough to look into the log.
        name = type(error).__name__
        raise NotSentError(f"发送时出错（{name}）", f"sending broke off ({name})") from error
