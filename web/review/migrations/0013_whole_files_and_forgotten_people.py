"""A topic that goes keeps its whole file; and who once stood in a school's profile leaves the trail and Django's log."""

import json

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


def forget_people_in_log(apps, schema_editor):
    """The same for what Django's own log told of changes under /beheer/: of people only that they changed."""
    told = apps.get_model("admin", "LogEntry").objects.filter(
        content_type__app_label="schools", change_message__contains='"object"'
    )
    for entry in told.iterator():
        message = json.loads(entry.change_message)
        for part in message:
            for about in part.values():
                if "object" in about:
                    about["object"] = "…"
        entry.change_message = json.dumps(message)
        entry.save(update_fields=["change_message"])


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0012_checked_and_read"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="file",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="bestand"),
        ),
        migrations.RunPython(forget_people, migrations.RunPython.noop),
        migrations.RunPython(forget_people_in_log, migrations.RunPython.noop),
    ]
