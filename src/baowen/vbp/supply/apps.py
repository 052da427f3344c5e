"""Registers this room of volume-based procurement with Django, under a label of its own."""

from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "baowen.vbp.supply"
    label = "vbp_supply"
