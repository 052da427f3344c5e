"""Where a delivery stands, and the kinds of channels."""

from __future__ import annotations

from enum import StrEnum


class DeliveryState(StrEnum):
    """WAITING: for its time, its worker or its next try. The others end it; a retry takes FAILED back to WAITING."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


STATE_WORDS = {
    DeliveryState.WAITING: ("待发送", "waiting"),
    DeliveryState.SENT: ("已发送", "sent"),
    DeliveryState.FAILED: ("失败", "failed"),
    DeliveryState.CANCELLED: ("已取消", "cancelled"),
}
OPEN_STATES = (DeliveryState.WAITING, DeliveryState.FAILED)


class ChannelKind(StrEnum):
    """The ways out of the platform; the platform's own inbox is the message itself and needs none."""

    EMAIL = "email"
    APPRISE = "apprise"


CHANNEL_WORDS = {
    ChannelKind.EMAIL: ("电子邮件", "e-mail"),
    ChannelKind.APPRISE: ("企业微信、钉钉、飞书或网络回调", "WeCom, DingTalk, Feishu or webhook"),
}
