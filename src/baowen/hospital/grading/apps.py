"""Registers this room of hospitals' medicines with Django, under a label of its own."""

from django.apps import AppConfig


class GradingConfig(AppConfig):
    name = "baowen.hospital.grading"
    label = "hospital_grading"
