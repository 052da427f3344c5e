"""What the public side stores: subscriptions by e-mail, and bulletins."""

from baowen.public.models.bulletins import Bulletin
from baowen.public.models.subscriptions import Letter, Link, Subscriber, Subscription, Told

__all__ = ["Bulletin", "Letter", "Link", "Subscriber", "Subscription", "Told"]
