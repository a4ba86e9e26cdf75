"""The app's models, each written in the folder it belongs to."""

from benchmarking.method.models import CohortMethod, Method, MethodVersion

__all__ = ["CohortMethod", "Method", "MethodVersion"]
