"""The serving file that pages read: built from the cubes beside the old one, swapped in whole, opened read-only."""

from __future__ import annotations

from baowen.lake.serving.build import Built, build_serving
from baowen.lake.serving.reader import Serving, open_serving

__all__ = ["Built", "Serving", "build_serving", "open_serving"]
