"""The app's models, each written in the folder it belongs to."""

from benchmarking.comparison.models import LineMark, LineNote, ShareRequest
from benchmarking.meetings.models import (
    AgendaItem,
    Attendance,
    Decision,
    FollowUp,
    HostTaskMark,
    Meeting,
)
from benchmarking.method.models import Adoption, CohortMethod, Method, MethodVersion
from benchmarking.overview.models import CalendarFeed, LadderRun, SentRung
from benchmarking.sharing.models import (
    ConductAcceptance,
    PublicRequest,
    Release,
    ReleaseAudience,
    ReleaseReader,
)
from benchmarking.workspace.models import (
    Answer,
    CheckMark,
    Duty,
    Entry,
    OlderScale,
    StepProgress,
    StepSignature,
    TalkMark,
)

__all__ = [
    "Adoption",
    "AgendaItem",
    "Answer",
    "Attendance",
    "CalendarFeed",
    "CheckMark",
    "CohortMethod",
    "ConductAcceptance",
    "Decision",
    "Duty",
    "Entry",
    "FollowUp",
    "HostTaskMark",
    "LadderRun",
    "LineMark",
    "LineNote",
    "Meeting",
    "Method",
    "MethodVersion",
    "OlderScale",
    "PublicRequest",
    "Release",
    "ReleaseAudience",
    "ReleaseReader",
    "SentRung",
    "ShareRequest",
    "StepProgress",
    "StepSignature",
    "TalkMark",
]
