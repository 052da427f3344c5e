"""Registers this room of volume-based procurement with Django, under a label of its own."""

from django.apps import AppConfig


class VolumesConfig(AppConfig):
    name = "baowen.vbp.volumes"
    label = "vbp_volumes"
