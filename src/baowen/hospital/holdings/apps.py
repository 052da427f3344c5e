"""Registers this room of hospitals' medicines with Django, under a label of its own."""

from django.apps import AppConfig


class HoldingsConfig(AppConfig):
    name = "baowen.hospital.holdings"
    label = "hospital_holdings"
