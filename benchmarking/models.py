"""The app's models, each written in the folder it belongs to."""

from benchmarking.method.models import CohortMethod, Method, MethodVersion
from benchmarking.sharing.models import Release, ReleaseAudience, ReleaseReader

__all__ = ["CohortMethod", "Method", "MethodVersion", "Release", "ReleaseAudience", "ReleaseReader"]
