"""The Django project: settings, addresses, security headers, and what all pages share."""
