"""What each of two processes does for test_pair.py; started by torchrun with a folder, writes RANK.json there."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch
from learn_scenes import CLASSES, QUICK, render

from workbench.core.control import Control, EndedEarly
from workbench.core.events import Event, Notice, StepDone, TrainingFinished, TrainingStarted
from workbench.core.job import TrainingJob
from workbench.core.recipe import TrainingRecipe
from workbench.learn.net.start import Start
from workbench.learn.team import Team, meet, part
from workbench.learn.training import train as train_module
from workbench.learn.training.learner import Learner

asked: list[str] = []


def one_weights(recipe: TrainingRecipe, control: Control) -> Iterator[Event]:
    """Weights that are had by looking; a person who does not want to wait cancels there."""
    asked.append(recipe.weights)
    yield Notice("looking")
    if recipe.weights == "coco":
        control.cancel()
        raise EndedEarly
    return Start(f"weights number {len(asked)}")


def losses(job: TrainingJob, team: Team, stop_after: int = 0) -> tuple[list[float], list[str], str]:
    found, told, status = [], [], ""
    for event in train_module.train(job, Control(), team):
        if isinstance(event, StepDone):
            found.append(event.loss)
            if event.step == stop_after:
                team.wishes.stop()
        told += [event.text] if isinstance(event, Notice) else []
        told += [event.started_from] if isinstance(event, TrainingStarted) else []
        status = event.status if isinstance(event, TrainingFinished) else status
    return found, told, status


def with_short_memory(job: TrainingJob, team: Team) -> tuple[list[float], list[str], str]:
    """The second process's memory does not hold two crops at once."""
    backward = Learner._backward

    def short(self: Learner, images: torch.Tensor, labels: torch.Tensor, painted: int) -> torch.Tensor:
        if team.rank == 1 and len(images) > 1:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
        return backward(self, images, labels, painted)

    Learner._backward = short
    try:
        return losses(job, team)
    finally:
        Learner._backward = backward


def main(folder: Path) -> None:
    rank, size = meet()
    torch.set_num_threads(1)
    images = tuple(render(folder / f"images{rank}", n, "train") for n in (1, 2))
    # Val scores and batch statistics aside: only what the weights do is compared.
    recipe = replace(QUICK, steps=6, batch_size=4, norm="group", optimizer="sgd", dice="off", learning_rate=0.0003)
    job = TrainingJob(images, CLASSES, recipe, folder / "whole", "cpu")
    train_module.find_weights = one_weights
    found = {"whole": losses(job, Team(rank, size))}
    broken = replace(job, output=folder / "broken")
    found["first"] = losses(broken, Team(rank, size), stop_after=3)
    found["rest"] = losses(replace(broken, resume=True), Team(rank, size))
    found["random"] = torch.get_rng_state().sum().item()
    plain = torch.nn.functional.dropout
    torch.nn.functional.dropout = lambda x, *args, **more: x
    found["roomy"] = losses(replace(job, output=folder / "roomy"), Team(rank, size))
    found["short"] = with_short_memory(replace(job, output=folder / "short"), Team(rank, size))
    torch.nn.functional.dropout = plain
    unwanted = replace(job, output=folder / "unwanted", recipe=replace(recipe, weights="coco"))
    found["unwanted"] = losses(unwanted, Team(rank, size))
    found["asked"] = asked
    (folder / f"{rank}.json").write_text(json.dumps(found))
    part()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
