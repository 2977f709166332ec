from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from chat.retention import erase_old


class Command(BaseCommand):
    help = "Wist wat ouder is dan de bewaartermijn. Een website die met `dienen` draait, doet dit elke dag vanzelf."

    def handle(self, *args, **options):
        try:
            erased = erase_old()
        except Error as error:
            raise CommandError("De databank kon niet gewist worden. Probeer het straks opnieuw.") from error
        told = ", ".join(f"{count} {name}" for name, count in erased.items())
        self.stdout.write(f"Gewist: {told}." if told else "Er was niets dat oud genoeg is om te wissen.")
