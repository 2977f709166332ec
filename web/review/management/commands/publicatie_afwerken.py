from django.core.management.base import BaseCommand

from foundation.versions.registry import RegistryError
from review.versions import candidates, git, publishing


class Command(BaseCommand):
    help = "Werkt een publicatie af die halverwege bleef steken, en ruimt oude proefmodellen op. `dienen` doet dit ook."

    def handle(self, *args, **options):
        try:
            publication = publishing.recover()
            candidates.sweep()
        except (
            candidates.NotPossible,
            RegistryError,
            OSError,
        ) as error:  # the website starts all the same, and shows it
            self.stderr.write(str(error))
            return
        if publication:
            self.stdout.write(f"Afgewerkt: {publication}")
            if problem := git.commit(publication):
                self.stderr.write(problem)
