"""Registers this room of volume-based procurement with Django, under a label of its own."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "baowen.vbp.rounds"
    label = "vbp_rounds"
