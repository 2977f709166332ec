from django.core.management.base import BaseCommand

from foundation.versions.registry import RegistryError
from review import publishing, training


class Command(BaseCommand):
    help = "Werkt een publicatie af die halverwege bleef steken, en ruimt oude proefmodellen op. `dienen` doet dit ook."

    def handle(self, *args, **options):
        try:
            publication = publishing.recover()
            training.sweep()
        except (training.NotPossible, RegistryError, OSError) as error:  # the website starts all the same, and shows it
            self.stderr.write(str(error))
            return
        if publication:
            self.stdout.write(f"Afgewerkt: {publication}")
            if problem := publishing.commit_to_git(publication):
                self.stderr.write(problem)
