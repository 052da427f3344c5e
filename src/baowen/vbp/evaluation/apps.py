"""Registers this room of volume-based procurement with Django, under a label of its own."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "baowen.vbp.evaluation"
    label = "vbp_evaluation"
