"""Registers the collect context with Django."""

from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "baowen.collect"
    label = "collect"
