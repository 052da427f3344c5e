"""Registers this room of volume-based procurement with Django, under a label of its own."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "baowen.vbp.progress"
    label = "vbp_progress"
