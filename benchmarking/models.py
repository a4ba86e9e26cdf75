"""The app's models, each written in the folder it belongs to."""

from benchmarking.method.models import CohortMethod, Method, MethodVersion
from benchmarking.sharing.models import Release, ReleaseAudience, ReleaseReader
from benchmarking.workspace.models import Answer, CheckMark, Entry, StepProgress, StepSignature

__all__ = [
    "Answer",
    "CheckMark",
    "CohortMethod",
    "Entry",
    "Method",
    "MethodVersion",
    "Release",
    "ReleaseAudience",
    "ReleaseReader",
    "StepProgress",
    "StepSignature",
]
