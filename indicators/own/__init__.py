"""An organisation's own figures: typed or uploaded, kept raw, and shown through suppression alone.

``reading`` is the way out for all who show figures; ``filled_of`` there is for the form of those who write them.
"""
