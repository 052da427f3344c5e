"""Registers the respond context with Django."""

from django.apps import AppConfig


class RespondConfig(AppConfig):
    name = "baowen.respond"
    label = "respond"
