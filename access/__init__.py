"""The gate that every request passes: no models, no domain words (docs/access.md)."""
