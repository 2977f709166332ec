from django.core.management.base import BaseCommand

from schools.profiles import make_demo_schools


class Command(BaseCommand):
    help = "Maakt een ingevulde voorbeeldschool en een bijna lege school, als ze er nog niet zijn."

    def handle(self, *args, **options):
        for school in make_demo_schools():
            self.stdout.write(f"Toegevoegd: {school} ({school.slug}).")
