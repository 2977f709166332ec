from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from foundation import school_profile
from schools.profiles import import_profile


class Command(BaseCommand):
    help = "Vult een school in met een profielbestand. Kleur, logo en toegelaten websites blijven zoals ze zijn."

    def add_arguments(self, parser):
        parser.add_argument("bestand", type=Path)
        parser.add_argument("--school", default="", help="korte naam van de school; anders de naam van het bestand")

    def handle(self, *args, bestand: Path, school: str, **options):
        try:
            filled_in, new = import_profile(bestand, school)
        except school_profile.ProfileError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{filled_in} is {'toegevoegd' if new else 'bijgewerkt'} ({filled_in.slug}).")
