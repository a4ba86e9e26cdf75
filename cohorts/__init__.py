"""Rooms, organisations, cohorts, groups, participations, seats, invitations and mentor pairings."""
