"""The leader's page: every organisation of a round under its group, step by step, and what needs the leader."""
