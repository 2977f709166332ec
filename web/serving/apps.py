from django.apps import AppConfig


class ServingConfig(AppConfig):
    name = "serving"

    def ready(self) -> None:
        from serving import metrics  # noqa: F401 - it counts from now on, also before the first request
