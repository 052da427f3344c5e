"""Registers this room of procurement with Django, under a label of its own."""

from django.apps import AppConfig


class ListingConfig(AppConfig):
    name = "baowen.procure.listing"
    label = "listing"
