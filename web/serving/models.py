"""What running leaves behind in the database."""

from django.db import models


class SignOfLife(models.Model):
    """When this database last took writing, for `/klaar`; there is one."""

    at = models.DateTimeField("wanneer")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
