"""A service that answers as Kolada's does, with invented figures: for the demo, and for tests of every fault."""
