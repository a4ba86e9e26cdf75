"""The same question answered side by side, and what the group makes of it."""
