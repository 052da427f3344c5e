"""Registers production with Django."""

from django.apps import AppConfig


class ProduceConfig(AppConfig):
    name = "baowen.produce"
    label = "produce"
