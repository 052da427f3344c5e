"""Registers the pages with Django, and what follows from how somebody signs in."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "baowen.web"
    label = "web"

    def ready(self) -> None:
        from baowen.web import receivers

        receivers.connect()
