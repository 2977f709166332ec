"""Static files under hashed names, so that browsers may keep them for ever and still see every new version."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also names the modules that a module imports by their hash: a page never mixes two versions."""

    support_js_module_import_aggregation = True
