import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0008_mail_wishes'),
    ]

    operations = [
        migrations.AddField(
            model_name='topicdraft',
            name='authors',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='droppeddraft',
            name='whole',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='droppeddraft',
            name='authors',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='droppeddraft',
            name='became',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='droppeddraft',
            name='at',
            field=models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='wanneer'),
        ),
    ]
