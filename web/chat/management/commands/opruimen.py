from django.core.management.base import BaseCommand

from chat.retention import erase_old


class Command(BaseCommand):
    help = "Wist wat ouder is dan de bewaartermijn. De website doet dit ook zelf, bij het eerste bericht van elke dag."

    def handle(self, *args, **options):
        self.stdout.write(", ".join(f"{name}: {count} gewist" for name, count in erase_old().items()))
