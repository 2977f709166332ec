from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0009_whose_work'),
    ]

    operations = [
        migrations.AddField(
            model_name='topicdraft',
            name='retired',
            field=models.BooleanField(db_default=False, default=False, verbose_name='wordt stopgezet'),
        ),
        migrations.AddField(
            model_name='topicdraft',
            name='goes_to',
            field=models.CharField(blank=True, db_default='', default='', max_length=100, verbose_name='vragen gaan naar'),
        ),
    ]
