"""Registers the lists context with Django."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "baowen.lists"
    label = "lists"
