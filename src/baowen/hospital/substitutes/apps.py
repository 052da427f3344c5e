"""Registers this room of hospitals' medicines with Django, under a label of its own."""

from django.apps import AppConfig


class SubstitutesConfig(AppConfig):
    name = "baowen.hospital.substitutes"
    label = "hospital_substitutes"
