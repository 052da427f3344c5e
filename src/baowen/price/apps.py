"""Registers the price context with Django."""

from django.apps import AppConfig


class PriceConfig(AppConfig):
    name = "baowen.price"
    label = "price"
