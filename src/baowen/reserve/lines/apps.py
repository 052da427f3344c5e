"""Registers this room of reserves and transfers with Django, under a label of its own."""

from django.apps import AppConfig


class LinesConfig(AppConfig):
    name = "baowen.reserve.lines"
    label = "reserve_lines"
