"""WeCom, DingTalk, Feishu and webhooks, by the Apprise URL in an environment variable."""

from __future__ import annotations

import os
import warnings
from typing import Any
from urllib.parse import quote

from baowen.core.messages.channels import bots
from baowen.core.messages.channels.problem import NotSentError
from baowen.core.messages.rules import Letter, within, written

MOST_BYTES = 18_000  # DingTalk and Feishu refuse a request of more than 20,000, its frame included


def send(address: str, letter: Letter) -> None:
    """Send to the service that the variable named `address` tells of.

    A webhook's JSON (`json://`, and `form://`, `xml://`) has the fields title, message, key, kind, about, title_en and
    body_en, and the header Idempotency-Key; the text of the others ends in the key.
    """
    service = service_of(address)
    robot = bots.robot_of(service)
    if robot is not None:
        bots.send(robot, letter)
        return
    if hasattr(service, "payload_extras"):
        service.payload_extras |= _fields(letter)
        service.headers |= {"Idempotency-Key": quote(letter.key, safe="/:")}
        title, body = letter.title.zh, written(letter)
    else:
        title, body = "", within(letter, most=MOST_BYTES)
    if not _notified(service, title, body):
        raise NotSentError(
            f"对方没有接收（{service.service_name}）；请检查环境变量 {address} 中的地址和网络，详见 worker 的日志",
            f"not taken ({service.service_name}); check the address in {address} and the network, see the worker's log",
        )


def _fields(letter: Letter) -> dict[str, str]:
    return {
        "key": letter.key, "kind": letter.kind, "about": letter.about, "title_en": letter.title.en,
        "body_en": letter.body.en,
    }  # fmt: skip


def service_of(variable: str) -> Any:
    """The service of the URL in the variable; NotSentError where there is none that Apprise knows."""
    url = os.environ.get(variable, "").strip()
    if not url:
        raise NotSentError(
            f"运行 worker 的环境中没有变量 {variable}；请设置后重启 worker",
            f"the worker's environment has no variable {variable}; set it and start the worker again",
        )
    from apprise import Apprise

    with warnings.catch_warnings():
        # Apprise loads modules that Python 3.13 will no longer have.
        warnings.simplefilter("ignore", DeprecationWarning)
        service = Apprise.instantiate(url, suppress_exceptions=True)
    if service is None:
        raise NotSentError(
            f"环境变量 {variable} 中的地址不是 Apprise 的写法；请对照其文档改正，如 wecombot://密钥",
            f"the address in {variable} is none that Apprise knows; write it as its documents say, as wecombot://KEY",
        )
    return service


def _notified(service: Any, title: str, body: str) -> bool:
    from apprise import Apprise, NotifyFormat

    sender = Apprise()
    sender.add(service)
    return bool(sender.notify(body=body, title=title, body_format=NotifyFormat.TEXT))
