"""What flows yield: small frozen records, JSON both ways. One door for all kinds."""

from workbench.core.events.common import Done, Failed, Notice, Progress, Refused
from workbench.core.events.network import LayerSize, ModelExported, ModelMeasured
from workbench.core.events.prediction import Evaluated, ImageScored, PredictionReady
from workbench.core.events.project import Accepted, Exported, ImportBegins, Imported, Listed, Matched, Merged, Relinked
from workbench.core.events.replay import Replayed
from workbench.core.events.training import (
    CheckpointSaved,
    EpochDone,
    Finished,
    LiveLearnt,
    LiveTold,
    PreviewReady,
    StepDone,
    TrainingFinished,
    TrainingStarted,
)
from workbench.core.events.wire import Event, event_from_json, event_name, event_to_json

__all__ = [
    "Accepted",
    "CheckpointSaved",
    "Done",
    "EpochDone",
    "Evaluated",
    "Event",
    "Exported",
    "Failed",
    "Finished",
    "ImageScored",
    "ImportBegins",
    "Imported",
    "LayerSize",
    "Listed",
    "LiveLearnt",
    "LiveTold",
    "Matched",
    "Merged",
    "ModelExported",
    "ModelMeasured",
    "Notice",
    "PredictionReady",
    "PreviewReady",
    "Progress",
    "Refused",
    "Relinked",
    "Replayed",
    "StepDone",
    "TrainingFinished",
    "TrainingStarted",
    "event_from_json",
    "event_name",
    "event_to_json",
]
