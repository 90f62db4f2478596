"""Events as JSON, both ways.

Not-a-number has no place in JSON: a measure that does not exist is None.
"""

import dataclasses
import math
import re
from typing import Any

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

Event = (
    Progress
    | Notice
    | Refused
    | TrainingStarted
    | StepDone
    | EpochDone
    | PreviewReady
    | CheckpointSaved
    | TrainingFinished
    | PredictionReady
    | ImageScored
    | Evaluated
    | ModelMeasured
    | ModelExported
    | Finished
    | LiveTold
    | LiveLearnt
    | ImportBegins
    | Imported
    | Matched
    | Listed
    | Relinked
    | Exported
    | Merged
    | Accepted
    | Replayed
    | Failed
    | Done
)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


_BY_NAME: dict[str, type[Any]] = {_snake(cls.__name__): cls for cls in Event.__args__}


def event_name(event: Event) -> str:
    """The event's name in JSON: StepDone is "step_done"."""
    return _snake(type(event).__name__)


def event_to_json(event: Event) -> dict[str, Any]:
    """A flat JSON object; "event" names the kind."""
    values = {f.name: _finite(getattr(event, f.name)) for f in dataclasses.fields(event)}
    return {"event": event_name(event)} | values


def event_from_json(values: dict[str, Any]) -> Event:
    """What `event_to_json` gave; KeyError or TypeError when it is anything else."""
    given = dict(values)
    if "layers" in given:
        given["layers"] = tuple(LayerSize(**(row | {"output": tuple(row["output"])})) for row in given["layers"])
    event: Event = _BY_NAME[given.pop("event")](**given)
    return event


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, tuple):
        return [_finite(v) for v in value]
    if isinstance(value, LayerSize):
        return dataclasses.asdict(value)
    return value
