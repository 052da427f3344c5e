"""A signal tells since when it is graver, than what, and when it ended: what a cockpit shows as changed."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitor", "0002_signals_of_many_places")]

    operations = [
        migrations.AddField("signal", "graver_on", models.DateField(null=True)),
        migrations.AddField(
            "signal",
            "graver_from",
            models.CharField(
                blank=True,
                choices=[("blue", "蓝"), ("yellow", "黄"), ("orange", "橙"), ("red", "红")],
                default="",
                max_length=10,
            ),
            False,
        ),
        migrations.AddField("signal", "ended_on", models.DateField(null=True)),
    ]
