"""Registers the room of reports with Django, under a label of its own."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "baowen.collect.reports"
    label = "reports"
