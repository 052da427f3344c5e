"""Registers the core context with Django."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "baowen.core"
    label = "core"
