"""Jobs of the indicators app."""

from contextlib import suppress

from celery import shared_task

from accounts.doorbell import Doorbell
from indicators import refreshing
from indicators.own import staging

#: Seconds: a fetch of everything is some minutes of waiting for another's service.
LIMIT = 30 * 60


@shared_task(base=Doorbell, time_limit=LIMIT, soft_time_limit=LIMIT - 60)
def refresh(refresh_id: int) -> None:
    """Do one ordered fetch of Kolada's figures."""
    refreshing.run(refresh_id)


@shared_task
def refresh_nightly() -> None:
    """Order the night's fetch of what has changed."""
    with suppress(refreshing.RefreshUnderWay):
        refresh.delay(refreshing.order_refresh(by=None, whole=False).pk)


@shared_task
def sweep_refreshes() -> None:
    """Ring again for fetches that nobody works on: the bell was lost, or the worker died."""
    for pk in refreshing.open_refreshes().values_list("pk", flat=True):
        refresh.delay(pk)


@shared_task
def forget_figure_files() -> None:
    """Throw away the uploaded files that nobody has saved."""
    staging.forget_old()
