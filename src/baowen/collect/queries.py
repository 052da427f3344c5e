"""All reads of intake: where rows of the lake came from."""

from __future__ import annotations

from collections.abc import Iterable

from baowen.collect.models import ImportRecord
from baowen.lake.store import Lake


def files_of(batches: Iterable[int]) -> dict[int, str]:
    """The name of the file that each batch of rows came in."""
    found = ImportRecord.objects.filter(id__in=set(batches))
    return dict(found.values_list("id", "file_name"))


def drugs_of_products(lake: Lake) -> dict[str, tuple[str, str]]:
    """Key and name of the drug by the code of a product; empty without a catalogue. Products without a key name
    themselves by their generic name."""
    rows = lake.read("catalogue", columns=["product_code", "drug_key", "drug_name", "generic_name"])
    if rows is None:
        return {}
    return {
        code: (key or generic, name or generic)
        for code, key, name, generic in rows.select("product_code", "drug_key", "drug_name", "generic_name").iter_rows()
    }
