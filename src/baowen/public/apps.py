"""Registers the public pages with Django."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "baowen.public"
    label = "public"
