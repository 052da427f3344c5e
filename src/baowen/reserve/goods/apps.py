"""Registers this room of reserves and transfers with Django, under a label of its own."""

from django.apps import AppConfig


class GoodsConfig(AppConfig):
    name = "baowen.reserve.goods"
    label = "reserve_goods"
