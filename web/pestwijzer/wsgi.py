"""The door through which a web server reaches the website."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pestwijzer.settings")

application = get_wsgi_application()
