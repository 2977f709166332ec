"""The roof of the Django project: settings, addresses, and the door for a web server."""
