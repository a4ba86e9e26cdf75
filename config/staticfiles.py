"""Static files as production serves them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Every file under the name of its content, also where one script imports another.

    Else a page would load such a script twice, under two names, and everything in it would happen twice.
    """

    support_js_module_import_aggregation = True
