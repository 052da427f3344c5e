"""Registers the exchange of messages with Django, under a label of its own."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "baowen.procure.exchange"
    label = "exchange"
