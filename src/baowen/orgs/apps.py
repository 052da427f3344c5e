"""Registers the organisations context with Django."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "baowen.orgs"
    label = "orgs"
