"""Gives every question its text: until now only those of the queue had one."""

from django.db import migrations, models

from common import tracker

AT_ONCE = 500


def fill_in(apps, schema_editor):
    """Take the texts, personal details hidden, from the assistant's store. What is no more there stays empty."""
    questions = apps.get_model("review", "Question").objects.filter(text="")
    in_store = questions.exclude(event=None).order_by("pk")
    last = 0
    while part := list(in_store.filter(pk__gt=last)[:AT_ONCE]):
        said_in = tracker.said_in(question.event for question in part)
        for question in part:
            said = said_in.get(question.event)
            # SQLite gives the number of an erased row away again: it may be another parent's by now.
            question.text = said.text if said and said.conversation == question.conversation else ""
        in_store.bulk_update(part, ["text"])
        last = part[-1].pk
    unkept = list(questions.exclude(unkept=None).select_related("unkept"))
    for question in unkept:
        question.text = question.unkept.text
    questions.bulk_update(unkept, ["text"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0005_kept_forms"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["school", "-asked"], name="questions_of_a_school"),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop, elidable=True),
    ]
