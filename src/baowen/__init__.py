"""baowen (保稳): early warning, tiered response and fair procurement for medicines."""

__version__ = "0.1.0"
