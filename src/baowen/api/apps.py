"""Registers the API with Django, for its idempotency keys."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "baowen.api"
    label = "api"
