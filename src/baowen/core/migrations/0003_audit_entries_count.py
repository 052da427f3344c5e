"""Holds the audit entries to their numbers. Apart from the sealing: PostgreSQL alters no table with changed rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_chained_audit")]

    operations = [
        migrations.RemoveField("auditentry", "old_details"),
        migrations.AlterField("auditentry", "number", models.BigIntegerField(unique=True)),
        migrations.AlterModelOptions("auditentry", {"ordering": ("number",)}),
        migrations.AddConstraint(
            "auditentry",
            models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="audit_entries_count_from_1"),
        ),
    ]
