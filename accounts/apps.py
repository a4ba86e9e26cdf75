"""The app behind /konto/ and the outbox."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and letters; knows nothing of rooms."""

    name = "accounts"
    verbose_name = "Konton"
