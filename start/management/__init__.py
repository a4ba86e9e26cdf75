"""Commands of the start app."""
