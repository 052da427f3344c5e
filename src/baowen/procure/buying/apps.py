"""Registers this room of procurement with Django, under a label of its own."""

from django.apps import AppConfig


class BuyingConfig(AppConfig):
    name = "baowen.procure.buying"
    label = "buying"
