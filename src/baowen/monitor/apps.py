"""Registers the monitor context with Django."""

from django.apps import AppConfig


class MonitorConfig(AppConfig):
    name = "baowen.monitor"
    label = "monitor"
