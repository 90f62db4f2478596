"""Training, from the project's masks to a kept model: a flow of events."""

import time
from collections.abc import Generator, Iterator

from workbench.core.control import Control
from workbench.core.errors import NotEnoughLabelsError, StorageError, WorkbenchError
from workbench.core.events import (
    CheckpointSaved,
    EpochDone,
    Event,
    Finished,
    Notice,
    Refused,
    TrainingFinished,
    TrainingStarted,
)
from workbench.core.job import JobClass, JobImage, TrainingJob
from workbench.core.listing import ImageQuery
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import EpochRecord, ImageRecord, RunStatus, Split, TrainingRun
from workbench.services import plain_copies, standings
from workbench.services.engine import Engine
from workbench.services.presence import present_images
from workbench.store.project import Project


def run(
    project: Project,
    engine: Engine,
    recipe: TrainingRecipe,
    device: str = "auto",
    control: Control | None = None,
    resume: TrainingRun | None = None,
) -> Generator[Event, None, None]:
    """Train on everything labelled so far and keep the run; the last event is `Finished`.

    What is painted meanwhile waits for the next run, but this one does not lose its patience while it comes in.
    `control.stop` ends early and keeps; `control.cancel`, like closing the generator, keeps only the run's row.
    With `resume`, an interrupted run goes on from its last step by its own recipe, on today's masks.

    Raises:
        NotEnoughLabelsError: fewer than two images are labelled.
        WorkbenchError: whatever the worker could not do; the run counts as stopped if it kept weights, else as failed.
    """
    images, notices = labelled_images(project)
    yield from notices
    key = standings.val_key(project)  # before masks are copied: the score is not of strokes that come meanwhile
    damaged = yield from plain_copies.refresh(project)
    run_id = project.add_run(recipe.to_json()) if resume is None else resume.id
    job = TrainingJob(
        images=tuple(
            JobImage(i.id, i.path, project.plain_copy(i.id), i.split.value) for i in images if i.id not in damaged
        ),
        classes=tuple(JobClass(c.index, c.name) for c in project.classes.shown),
        recipe=recipe,
        output=project.run_folder(run_id),
        device=device,
        resume=resume is not None,
        told=tuple(notice.text for notice in notices),
    )
    status, best, note, began = RunStatus.FAILED, None, "", time.monotonic()
    if resume is not None:
        best, began = resume.best_miou, began - resume.seconds
    started, saved, whole_val = False, resume is not None and best is not None, True
    unwritten: list[EpochRecord] = []
    control, painted = control or Control(), project.stale_copies()
    try:
        for event in engine.run(job, control):
            match event:
                case TrainingStarted():
                    started = True
                    project.describe_run(run_id, started_from=event.started_from, device=event.device)
                case CheckpointSaved():
                    saved = True
                case Refused() if started:
                    whole_val = False
                case EpochDone():
                    best = event.miou if event.best else best
                    unwritten.append(_record(event))
                    yield from _write(project, run_id, unwritten)
                    now = project.stale_copies()
                    if now != painted:
                        control.more_painted()
                        painted = now
                case TrainingFinished():
                    status, best = RunStatus(event.status), event.best_miou
            yield event
        if control.cancelled:
            status = RunStatus.CANCELLED
    except (GeneratorExit, KeyboardInterrupt):
        status = RunStatus.CANCELLED
        raise
    except WorkbenchError as error:
        note, status = str(error), RunStatus.STOPPED if saved else RunStatus.FAILED
        raise
    except Exception as error:
        note = f"A fault of the program: {error!r}"
        raise
    finally:
        project.end_run(run_id, status, best, time.monotonic() - began, note)
        if best is not None and whole_val and status in (RunStatus.FINISHED, RunStatus.STOPPED):
            standings.note(project, run_id, key, best)
    yield Finished(run_id, status.value, best)


def labelled_images(project: Project) -> tuple[list[ImageRecord], list[Notice]]:
    """What there is to learn from and to validate on, never of the test split; and what a person should know of it.

    Raises:
        NotEnoughLabelsError: less than two images, or none to learn from.
    """
    of_use = ImageQuery(splits=frozenset({Split.TRAIN, Split.VAL}), painted=True)
    present, notices = present_images(project.each(of_use))
    if not project.count(ImageQuery(painted=True)):
        raise NotEnoughLabelsError(
            f"Nothing is painted in {project.name} yet.", "Paint a few strokes of each class on at least two images."
        )
    if not present:
        raise NotEnoughLabelsError(
            f"No painted image of {project.name} is of use: it is in the test split, or its file is missing.",
            "Put back the files, or put at least one image into the train split and one into val.",
        )
    if len(present) == 1:
        raise NotEnoughLabelsError(
            f"Only {present[0].name} is painted.",
            "Paint at least one image more: one is learnt from, the other shows how well it went.",
        )
    if not any(i.split == Split.TRAIN for i in present):
        raise NotEnoughLabelsError(
            "Every painted image is in the val split: there is nothing to learn from.",
            "Put at least one image into the train split.",
        )
    if not any(i.split == Split.VAL for i in present):
        notices.append(
            Notice(
                "No painted image is in the val split: nobody can tell how well the model learns. Paint an image of "
                "another sequence, or use an image for val (right click in Images)."
            )
        )
    if len(project.areas()) == 1:
        only = project.classes.name_of(next(iter(project.areas())))
        notices.append(
            Notice(f"Only {only} is painted: the model will see it everywhere. Paint what is not {only}, too.")
        )
    return present, notices


def _write(project: Project, run_id: int, unwritten: list[EpochRecord]) -> Iterator[Notice]:
    """Keep validations, oldest first. A disk that refuses costs no learning: they wait for the next attempt."""
    try:
        while unwritten:
            project.add_epoch(run_id, unwritten[0])
            unwritten.pop(0)
    except StorageError as error:
        yield Notice(f"{error} The training goes on.")


def _record(event: EpochDone) -> EpochRecord:
    return EpochRecord(event.epoch, event.step, event.loss, event.miou, event.pixel_accuracy, event.ious)
