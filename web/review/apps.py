from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReviewConfig(AppConfig):
    name = "review"
    verbose_name = "Nakijken"

    def ready(self) -> None:
        from review import receivers  # noqa: F401 - being imported, they listen
        from review.people import signals  # noqa: F401
        from review.permissions import make_roles

        post_migrate.connect(make_roles, sender=self)
