"""Steering a round: letters and days for many at once, the outbox, the log, notes, and handing over."""
