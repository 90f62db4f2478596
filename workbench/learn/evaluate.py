"""How well a network agrees with painted masks, on whole images at their own size."""

from collections.abc import Iterator

from workbench.core.control import Control
from workbench.core.errors import BadInputError, MissingError, NotEnoughLabelsError
from workbench.core.events import Evaluated, Event, Progress, Refused
from workbench.core.job import EvaluationJob
from workbench.core.metrics import ConfusionMatrix
from workbench.learn.device import choose_device
from workbench.learn.predict import Predictor
from workbench.learn.samples import SizeMismatchError, read_labels
from workbench.pixels.image_file import read_rgb


def evaluate_job(job: EvaluationJob, control: Control, predictor: Predictor | None = None) -> Iterator[Event]:
    """Measure a checkpoint on every image of a job that has a mask.

    Pixels of a class that the model does not know count as misses.

    Raises:
        EndedEarly: when the job is asked to end.
        NotEnoughLabelsError: when no labelled pixel was compared.
    """
    ready = predictor or Predictor.load(job.checkpoint, choose_device(job.device))
    matrix = ConfusionMatrix([c.index for c in ready.classes])
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
        matrix.add(truth, ready.predict(image, control).classes)
        measured += 1
    yield Progress("evaluating", len(job.images), len(job.images))
    scores = matrix.scores([c.name for c in ready.classes])
    if not scores.pixels:
        raise NotEnoughLabelsError("No pixel of these images is labelled.", "Paint on some of them first.")
    yield Evaluated(measured, scores.miou, scores.pixel_accuracy, scores.ious)
