"""Group robots of WeCom and DingTalk, whose refusals Apprise takes for success.

Both answer 200 to what they refuse (a wrong key, too many a minute, too long a text) and say so only in the answer's
`errcode`, which Apprise 2.3 does not read. So Apprise reads the URL, and the request is made here. Feishu and Lark are
read by Apprise itself.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from baowen.core.clock import now
from baowen.core.messages.channels.problem import NotSentError
from baowen.core.messages.rules import Letter, within

SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Robot:
    """Where a robot listens, the most bytes of text that it takes, and what else its request holds."""

    name: str
    url: str
    most: int
    extras: dict[str, object]


def robot_of(service: Any) -> Robot | None:
    """The robot that an Apprise service stands for; None for every other service."""
    kind = type(service).__name__
    if kind == "NotifyWeComBot":
        return Robot(name="企业微信 WeCom", url=service.api_url, most=2048, extras={})
    if kind == "NotifyDingTalk":
        url = service.notify_url.format(token=service.token)
        if service.secret:
            url += "&" + urlencode(_signature(service.secret, str(round(now().timestamp() * 1000))))
        at = {"atMobiles": list(service.targets), "isAtAll": False}
        return Robot(name="钉钉 DingTalk", url=url, most=18_000, extras={"at": at})
    return None


def _signature(secret: str, timestamp: str) -> dict[str, str]:
    """What DingTalk asks of robots with a secret: HMAC-SHA256 over time and secret."""
    code = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": timestamp, "sign": base64.b64encode(code).decode()}


def send(robot: Robot, letter: Letter) -> None:
    """Send the letter as text; NotSentError unless the robot answers with `errcode` 0."""
    payload = {"msgtype": "text", "text": {"content": within(letter, most=robot.most)}, **robot.extras}
    request = urllib.request.Request(  # noqa: S310 the URL is Apprise's own for the service
        robot.url, json.dumps(payload, ensure_ascii=False).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            told = json.loads(answer.read(100_000))
    except urllib.error.HTTPError as error:
        error.close()
        raise _refused(robot, f"HTTP {error.code}") from None
    except OSError:
        raise NotSentError(
            f"连接不上{robot.name}；请检查网络", f"cannot reach {robot.name}; check the network"
        ) from None
    except ValueError:
        raise _refused(robot, "no JSON") from None
    code = told.get("errcode") if isinstance(told, dict) else None
    if code != 0:
        raise _refused(robot, f"errcode {code}")


def _refused(robot: Robot, why: str) -> NotSentError:
    return NotSentError(
        f"{robot.name} 没有接收（{why}）；请按其文档核对密钥、频率和安全设置",
        f"{robot.name} refused it ({why}); check key, rate and safety settings by its documents",
    )
