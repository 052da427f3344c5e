"""Registers this room of procurement with Django, under a label of its own."""

from django.apps import AppConfig


class SettleConfig(AppConfig):
    name = "baowen.procure.settle"
    label = "settle"
