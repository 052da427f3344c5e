"""Registers this room of volume-based procurement with Django, under a label of its own."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "baowen.vbp.contracts"
    label = "vbp_contracts"
