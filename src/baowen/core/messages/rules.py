"""What a message says on its way out, when it is tried again, and what one day's digest gathers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from baowen.core.problems import BaowenError

RECIPIENT = re.compile(r"(?:account|organisation):\S{1,150}")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{2,99}")
SHOWN_IN_DIGEST = 20
DIGEST = "digest"
CUT_ZH = "……（全文请登录平台查看）"


@dataclass(frozen=True, slots=True)
class Text:
    """The same in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a channel carries. By `key` a receiver drops what it has had before."""

    key: str
    kind: str
    title: Text
    body: Text
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that waits for its recipient's digest; `posted_at` is aware."""

    key: str
    to: str
    title: Text
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One recipient's digest of one day; `members` are the keys of the messages that it gathers, oldest first."""

    to: str
    key: str
    title: Text
    body: Text
    members: tuple[str, ...]


def checked_recipient(to: str) -> str:
    """The recipient as given, `account:USERNAME` or `organisation:CODE`; BaowenError for anything else."""
    if RECIPIENT.fullmatch(to) is None:
        raise BaowenError(
            f"接收方 {to!r} 的写法不对；应为 account:用户名 或 organisation:单位代码，不含空格",
            f"{to!r} is no recipient; write account:USERNAME or organisation:CODE, without blanks",
        )
    return to


def checked_variable(name: str) -> str:
    """The name of an environment variable as given; BaowenError for anything else, above all an address with a secret.

    What was given is not repeated in the error, because it may be the secret.
    """
    if VARIABLE.fullmatch(name) is None:
        raise BaowenError(
            "这里只填环境变量的名称（大写字母、数字、下划线，如 BAOWEN_WECOM_DUTY）；"
            "含密钥的地址请写在运行 worker 的环境中，不进数据库",
            "give the name of an environment variable (capitals, digits, underscores, such as BAOWEN_WECOM_DUTY); the "
            "address with its secret belongs into the worker's environment, not into the database",
        )
    return name


def wait_after(tries: int, waits: Sequence[timedelta]) -> timedelta | None:
    """How long to wait after so many tries without success (1 or more); None when it is given up, shown as failed."""
    return waits[tries - 1] if tries <= len(waits) else None


def written(letter: Letter) -> str:
    """The body for channels of plain text: Chinese, English, and the key by which a second copy is known."""
    return f"{letter.body.zh}\n\n{letter.title.en}\n{letter.body.en}\n\n{_signature(letter)}"


def _signature(letter: Letter) -> str:
    return f"消息编号 Message key: {letter.key}"


def within(letter: Letter, *, most: int) -> str:
    """Title and body in at most so many bytes of UTF-8; English goes first, then the end of the Chinese, never the key.

    A service with such a limit refuses a longer text whole.
    """
    whole = f"{letter.title.zh}\n{written(letter)}"
    if len(whole.encode()) <= most:
        return whole
    chinese, end = f"{letter.title.zh}\n{letter.body.zh}", f"\n\n{_signature(letter)}"
    if len(f"{chinese}{end}".encode()) <= most:
        return f"{chinese}{end}"
    room = max(0, most - len(f"{CUT_ZH}{end}".encode()))
    return f"{chinese.encode()[:room].decode(errors='ignore')}{CUT_ZH}{end}"


def digest_key(to: str, on: date) -> str:
    """The key of a recipient's digest of a day: there is one a day."""
    return f"{DIGEST}/{to}/{on:%Y-%m-%d}"


def digests(waiting: Iterable[Waiting], *, on: date) -> tuple[Digest, ...]:
    """Gather all that wait into one digest for each recipient, by recipient; each message is in exactly one."""
    by_recipient: dict[str, list[Waiting]] = {}
    for one in sorted(waiting, key=lambda one: (one.to, one.posted_at, one.key)):
        by_recipient.setdefault(one.to, []).append(one)
    return tuple(_digest(to, ones, on) for to, ones in by_recipient.items())


def _digest(to: str, ones: Sequence[Waiting], on: date) -> Digest:
    count, more = len(ones), len(ones) - SHOWN_IN_DIGEST
    zh = [f"{place}. {one.title.zh}" for place, one in enumerate(ones[:SHOWN_IN_DIGEST], start=1)]
    en = [f"{place}. {one.title.en}" for place, one in enumerate(ones[:SHOWN_IN_DIGEST], start=1)]
    if more > 0:
        zh.append(f"另有 {more} 条，请登录平台查看。")
        en.append(f"{more} more are on the platform.")
    return Digest(
        to=to,
        key=digest_key(to, on),
        title=Text(f"{on.year}年{on.month}月{on.day}日消息汇总（{count} 条）", f"Digest of {on:%Y-%m-%d}: {count}"),
        body=Text("\n".join(zh), "\n".join(en)),
        members=tuple(one.key for one in ones),
    )
