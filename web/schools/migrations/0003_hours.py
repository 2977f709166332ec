from django.db import migrations, models

import schools.validators


class Migration(migrations.Migration):
    dependencies = [("schools", "0002_plain_texts")]

    operations = [
        migrations.AddField(
            model_name="school",
            name="hours",
            field=models.CharField(
                blank=True,
                help_text="Wanneer kan een ouder iemand van de school bereiken? Bijvoorbeeld: op schooldagen van 8.15 tot "
                "16 uur. Dit staat bij ‘Praat met een mens’.",
                max_length=200,
                validators=[schools.validators.validate_text],
                verbose_name="bereikbaar",
            ),
        ),
    ]
