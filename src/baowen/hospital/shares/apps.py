"""Registers this room of hospitals' medicines with Django, under a label of its own."""

from django.apps import AppConfig


class SharesConfig(AppConfig):
    name = "baowen.hospital.shares"
    label = "hospital_shares"
