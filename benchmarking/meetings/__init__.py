"""A group's meetings: planned, held, written down, followed up (design §4)."""
