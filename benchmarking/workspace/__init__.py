"""An organisation's own work on a step: what it types, ticks off and signs (design §4, §5)."""
