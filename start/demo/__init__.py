"""The demo: the 2019 round as it was, with invented people. Mounted in demo mode only."""
