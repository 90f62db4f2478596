"""How well a network agrees with painted masks, on whole images at their own size."""

from collections.abc import Iterator

from workbench.core.arrays import U8
from workbench.core.control import Control
from workbench.core.errors import BadInputError, MissingError, NotEnoughLabelsError
from workbench.core.events import Evaluated, Event, ImageScored, Progress, Refused
from workbench.core.job import EvaluationJob
from workbench.core.metrics import ConfusionMatrix
from workbench.learn.data.samples import SizeMismatchError, read_labels
from workbench.learn.device import choose_device
from workbench.learn.measure.boundary import boundary_f
from workbench.learn.measure.predict import Predictor
from workbench.learn.measure.votes import classes_by_votes
from workbench.pixels.image_file import read_rgb


def evaluate_job(job: EvaluationJob, control: Control, predictor: Predictor | None = None) -> Iterator[Event]:
    """Measure a checkpoint on every image of a job that has a mask: an `ImageScored` each, at last `Evaluated`.

    Pixels of a class that the model does not know count as misses.

    Raises:
        EndedEarly: when the job is asked to end.
        NotEnoughLabelsError: when no labelled pixel was compared.
    """
    ready = predictor or Predictor.load(job.checkpoint, choose_device(job.device))
    indices, names = [c.index for c in ready.classes], [c.name for c in ready.classes]
    matrix = ConfusionMatrix(indices)
    edges: list[float] = []
    measured = 0
    for done, source in enumerate(job.images):
        control.check()
        yield Progress("evaluating", done, len(job.images))
        try:
            image = read_rgb(source.image)
            truth = read_labels(source, image.shape[0], image.shape[1])
        except SizeMismatchError:
            raise
        except (BadInputError, MissingError) as error:
            yield Refused(source.image.name, error.message, error.cure)
            continue
        predicted = _classes(ready, image, job, control)
        alone = ConfusionMatrix(indices)
        alone.add(truth, predicted)
        matrix.counts += alone.counts
        edge = boundary_f(truth, predicted)
        edges += [] if edge is None else [edge]
        scores = alone.scores(names)
        yield ImageScored(source.id, scores.miou, scores.pixel_accuracy, edge)
        measured += 1
    yield Progress("evaluating", len(job.images), len(job.images))
    scores = matrix.scores(names)
    if not scores.pixels:
        raise NotEnoughLabelsError("No pixel of these images is labelled.", "Paint on some of them first.")
    yield Evaluated(
        measured,
        scores.miou,
        scores.pixel_accuracy,
        scores.ious,
        scores.weighted_iou,
        sum(edges) / len(edges) if edges else None,
        matrix.counts.tolist(),
    )


def _classes(ready: Predictor, image: U8, job: EvaluationJob, control: Control) -> U8:
    if job.scales == (1.0,) and not job.flip:
        return ready.predict(image, control).classes
    return classes_by_votes(ready, image, job.scales, job.flip, control)
