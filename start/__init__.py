"""The front door: thin, reads everything, owns nothing."""
