"""A signal may have several places and subjects: each sighting says which one it is about."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def copy_subjects(apps: Any, schema_editor: Any) -> None:
    """Until now a sighting was about its signal's own place and subject."""
    sighting = apps.get_model("monitor", "Sighting").objects.using(schema_editor.connection.alias)
    signal = apps.get_model("monitor", "Signal").objects.using(schema_editor.connection.alias)
    for name in ("region", "subject_type", "subject"):
        own = signal.filter(pk=models.OuterRef("signal_id")).values(name)[:1]
        sighting.update(**{name: models.Subquery(own)})


class Migration(migrations.Migration):
    dependencies = [("monitor", "0001_initial")]

    operations = [
        migrations.AddField("signal", "places", models.JSONField(default=list)),
        migrations.AddField("signal", "members", models.JSONField(default=list)),
        migrations.AddField("signal", "silenced_by", models.CharField(blank=True, default="", max_length=40), False),
        migrations.AddField("signal", "merged_into", models.CharField(blank=True, default="", max_length=40), False),
        migrations.AlterField(
            "signal",
            "state",
            models.CharField(
                choices=[
                    ("in_force", "持续"),
                    ("ended", "已消失"),
                    ("merged", "并入上级预警"),
                    ("withdrawn", "数据更正后撤回"),
                ],
                default="in_force",
                max_length=10,
            ),
        ),
        migrations.AddIndex("signal", models.Index(fields=("period_last",), name="signal_by_last_month")),
        migrations.AddField("sighting", "region", models.IntegerField(default=0), False),
        migrations.AddField("sighting", "subject_type", models.CharField(default="", max_length=20), False),
        migrations.AddField("sighting", "subject", models.IntegerField(default=0), False),
        migrations.AddField("sighting", "held", models.BooleanField(default=False)),
        migrations.AddField("sighting", "silenced_by", models.CharField(blank=True, default="", max_length=40), False),
        migrations.RemoveConstraint("sighting", "sighting_once_a_month"),
        migrations.AddConstraint(
            "sighting",
            models.UniqueConstraint(
                fields=("signal", "month", "region", "subject_type", "subject"), name="sighting_once_a_month"
            ),
        ),
        migrations.RunPython(copy_subjects, migrations.RunPython.noop),
    ]
