"""The mentor's board."""
