"""Registers this room of procurement with Django, under a label of its own."""

from django.apps import AppConfig


class SettleConfig(AppConfig):
    name = "baowen.procure.settle"
    label = "settle"

    def ready(self) -> None:
        """An order asks whether the right of its supplier is suspended."""
        from baowen.procure.settle.queries.standing import delivery_suspended
        from baowen.procure.trade.standing import register

        register("breaches", delivery_suspended)
