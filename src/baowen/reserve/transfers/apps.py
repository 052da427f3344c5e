"""Registers this room of reserves and transfers with Django, under a label of its own."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "baowen.reserve.transfers"
    label = "reserve_transfers"
