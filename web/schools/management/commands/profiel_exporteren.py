from django.core.management.base import BaseCommand, CommandError

from schools.models import School
from schools.profiles import export_profile


class Command(BaseCommand):
    help = "Schrijft het profiel van een school, in het formaat van schools/voorbeeldschool.yml."

    def add_arguments(self, parser):
        parser.add_argument("school", help="korte naam van de school")

    def handle(self, *args, school: str, **options):
        try:
            self.stdout.write(export_profile(School.objects.get(slug=school)), ending="")
        except School.DoesNotExist as error:
            raise CommandError(f"Er is geen school met de korte naam ‘{school}’.") from error
