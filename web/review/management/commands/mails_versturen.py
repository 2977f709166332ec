from django.core.management.base import BaseCommand

from review.mail import sending


class Command(BaseCommand):
    help = "Stuurt medewerkers de mail die ze willen. Een website die met `dienen` draait, doet dit vanzelf."

    def handle(self, *args, **options):
        if not sending.is_on():
            self.stdout.write("De mail staat niet aan: zie PESTWIJZER_MAIL_HOST.")
            return
        self.stdout.write(f"Verstuurd: {sending.send_due()}.")
