"""Kolada's open figures (API v3): a client that takes whole answers or none, and a fake of the service."""
