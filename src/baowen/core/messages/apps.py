"""Registers the messages with Django, under a label that leaves `messages` to django.contrib."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "baowen.core.messages"
    label = "core_messages"
