"""Jobs of the cohorts app."""

from celery import shared_task

from access import clock
from cohorts import applications, seats


@shared_task
def end_planned_seats() -> None:
    """Turn each planned end that has passed into the act that ends the seat."""
    seats.end_planned(clock.today())


@shared_task
def forget_applications() -> None:
    """Delete the applications that nobody confirmed, and those of rounds that are long over."""
    applications.forget()
