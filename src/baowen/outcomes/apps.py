"""Registers the outcomes of measures with Django."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "baowen.outcomes"
    label = "outcomes"
