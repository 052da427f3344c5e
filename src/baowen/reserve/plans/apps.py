"""Registers this room of reserves and transfers with Django, under a label of its own."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "baowen.reserve.plans"
    label = "reserve_plans"
