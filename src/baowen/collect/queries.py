"""All reads of intake: where rows of the lake came from."""

from __future__ import annotations

from collections.abc import Iterable

from baowen.collect.models import ImportRecord


def files_of(batches: Iterable[int]) -> dict[int, str]:
    """The name of the file that each batch of rows came in."""
    found = ImportRecord.objects.filter(id__in=set(batches))
    return dict(found.values_list("id", "file_name"))
