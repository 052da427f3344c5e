from django.db import migrations, models

from baowen.orgs.regions import RegionLevel, load_regions


def fill(apps, schema_editor):
    """The province of every step that is there already, one update for each region."""
    steps, regions = apps.get_model("respond", "OwedStep"), load_regions()
    for code in steps.objects.order_by().values_list("region", flat=True).distinct():
        found = regions.at_level(code, RegionLevel.PROVINCE)
        if found is not None:
            steps.objects.filter(region=code).update(province=found.code)


class Migration(migrations.Migration):
    dependencies = [("respond", "0002_consultations_and_handovers")]
    operations = [
        migrations.AddField("owedstep", "province", models.CharField(blank=True, default="", max_length=30)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "owedstep",
            models.Index(
                condition=models.Q(("done_on", None)),
                fields=["province", "due_on", "id"],
                name="owed_open_of_province",
            ),
        ),
    ]
