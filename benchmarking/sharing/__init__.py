"""Share by publishing, not by widening: immutable, numbered releases and who may read them."""
