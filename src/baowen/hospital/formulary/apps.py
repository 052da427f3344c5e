"""Registers this room of hospitals' medicines with Django, under a label of its own."""

from django.apps import AppConfig


class FormularyConfig(AppConfig):
    name = "baowen.hospital.formulary"
    label = "hospital_formulary"
