"""Chains the audit entries: those of before are sealed now, in their order, so their seals prove nothing older."""

import json

from django.db import migrations, models

from baowen.core.audit.chain import FIRST, Link, packed, sealed


def seal_what_is_there(apps, schema_editor):
    entries, head = apps.get_model("core", "AuditEntry"), apps.get_model("core", "AuditHead")
    number, seal = 0, FIRST
    for entry in entries.objects.order_by("id").iterator():
        number += 1
        given = entry.old_details
        content = packed(None, None, json.loads(given) if isinstance(given, str) else given)
        link = Link(
            number=number,
            at=entry.at,
            by=entry.by,
            organisation="",
            action=entry.action,
            subject=entry.subject,
            reason=entry.reason,
            policy="",
            content=content,
        )
        seal = sealed(link, seal)
        entry.number, entry.content, entry.sha256, entry.sm3 = number, content, seal.sha256, seal.sm3
        entry.save()
    if number:
        head.objects.create(id=1, number=number, sha256=seal.sha256, sm3=seal.sm3)


def forget_head(apps, schema_editor):
    apps.get_model("core", "AuditHead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RenameField("auditentry", "details", "old_details"),
        migrations.AddField("auditentry", "number", models.BigIntegerField(null=True)),
        migrations.AddField(
            "auditentry",
            "organisation",
            models.CharField(blank=True, default="", max_length=100),
            preserve_default=False,
        ),
        migrations.AddField(
            "auditentry", "policy", models.CharField(blank=True, default="", max_length=64), preserve_default=False
        ),
        migrations.AddField("auditentry", "content", models.TextField(default="{}")),
        migrations.AddField(
            "auditentry", "sha256", models.CharField(default="", max_length=64), preserve_default=False
        ),
        migrations.AddField(
            "auditentry", "sm3", models.CharField(blank=True, default="", max_length=64), preserve_default=False
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("sm3", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_head_is_one")],
            },
        ),
        migrations.RunPython(seal_what_is_there, forget_head),
    ]
