"""What changed since yesterday is found by the day of the moves."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("respond", "0004_case_files")]
    operations = [migrations.AddIndex("caseevent", models.Index(fields=["on"], name="case_event_by_day"))]
