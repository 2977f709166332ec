"""A topic that goes keeps its whole file; and what the trail told of people before it told only that they changed."""

from django.db import migrations, models

PEOPLE = ("Contactpersonen", "CLB")


def forget_people(apps, schema_editor):
    """Take out of the trail who stood in a school's profile: it held that at first, and for as long as it is kept."""
    told = apps.get_model("review", "Event").objects.filter(name__in=("ProfileChanged", "ProfilePutBack"))
    for event in told.iterator():
        changes = event.about.get("changes") or []
        left = [change for change in changes if change[0] not in PEOPLE]
        if left != changes:
            event.about["changes"] = left
            event.save(update_fields=["about"])


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0012_checked_and_read"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="file",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="bestand"),
        ),
        migrations.RunPython(forget_people, migrations.RunPython.noop),
    ]
