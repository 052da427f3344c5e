"""Registers this room of procurement with Django, under a label of its own."""

from django.apps import AppConfig


class TradeConfig(AppConfig):
    name = "baowen.procure.trade"
    label = "trade"
