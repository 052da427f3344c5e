"""Which drugs are on a shortage or monitoring list in force in a place: they are judged by thresholds of their own.

Of each issuer and kind the newest edition effective by the day counts as a whole (`baowen.lists.rules`, LST-1): a
drug that it leaves out has left the list. A list of a place counts there and in every place below it.
"""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.monitor.indicators.tables import Tables

LISTED: Final = "listed"
UNLISTED: Final = "unlisted"
BASES: Final = (LISTED, UNLISTED)


def issuers_of(region: ir.Table) -> ir.Table:
    """Every place beside the places whose rules count there: itself (rank 0), city (1), province (2), nation (3)."""
    own = region.select("region", issuer="region", rank=ibis.literal(0))
    parts = [own]
    for rank, column in enumerate(("city", "province"), start=1):
        above = region.filter(region[column].notnull(), region[column] != region.region)
        parts.append(above.select("region", issuer=above[column], rank=ibis.literal(rank)))
    nations = region.filter(region.level == "nation").select(issuer="region")
    below = region.filter(region.level != "nation").select("region").cross_join(nations)
    parts.append(below.select("region", "issuer", rank=ibis.literal(3)))
    return ibis.union(*parts)


def drugs_on_lists(tables: Tables, months: ir.Table, places: ir.Table) -> ir.Table:
    """Month, region and drug_key of every drug on a list in force there on the month's `seen_on`, each once.

    `months`: month, seen_on. `places`: region, the places asked about.
    """
    entries = tables.list_entry.select(
        "region", "list_kind", "effective_on", name="generic_name", form=tables.list_entry.dosage_form.nullif("")
    )
    days = months.select("month", "seen_on")
    known = entries.join(days, entries.effective_on <= days.seen_on)
    issue = ibis.window(group_by=("month", "region", "list_kind"))
    known = known.mutate(newest=known.effective_on.max().over(issue))
    known = known.filter(known.effective_on == known.newest).select("month", "region", "name", "form").distinct()
    named = known.join(_names(tables.product), "name")
    named = named.filter(named.form.isnull() | (named.form == named.dosage_form).fill_null(False))
    issuers = issuers_of(tables.region).join(places.select("region").distinct(), "region")
    covered = named.select("month", "drug_key", issuer="region").join(issuers.select("region", "issuer"), "issuer")
    return covered.select("month", "region", "drug_key").distinct()


def _names(product: ir.Table) -> ir.Table:
    """Names by which a list may call a drug: the whole generic name, or the name without the dosage form."""
    whole = product.select("drug_key", "dosage_form", name="generic_name")
    short = product.select("drug_key", "dosage_form", name="drug_name")
    both = whole.union(short)
    return both.filter(both.drug_key.notnull(), both.name.notnull()).distinct()


def with_basis(rows: ir.Table, listed: ir.Table, *keys: str) -> ir.Table:
    """The rows with `basis`: LISTED where their keys stand in `listed` (distinct in the keys), else UNLISTED."""
    marked = listed.select(*keys, is_listed=ibis.literal(True))
    joined = rows.left_join(marked, list(keys))
    return joined.select(*rows.columns, basis=ibis.ifelse(joined.is_listed.fill_null(False), LISTED, UNLISTED))
