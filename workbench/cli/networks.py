"""Verbs about networks themselves, without a project that is open: model, export-model, predict --model."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.box import SIMPLE
from rich.table import Table

from workbench.cli.console import follow, say, say_json, say_table
from workbench.cli.projects import JsonOption
from workbench.core.errors import MissingError, UsageError
from workbench.core.events import ModelExported, ModelMeasured, PredictionReady, event_to_json
from workbench.core.job import ExportJob, MeasureJob
from workbench.core.recipe import BACKBONES, TrainingRecipe
from workbench.services import folder_prediction
from workbench.services.engine import Engine
from workbench.services.model_files import find_model

MODEL_HELP = "A project, the folder of a run, or its best.safetensors."

SIZES = (8, 8192)
"""Sides of an image that can be asked for, in pixels."""


def model(
    backbone: Annotated[
        str, typer.Option(help=f"The encoder: {', '.join(BACKBONES)}, or timm:NAME.")
    ] = TrainingRecipe().backbone,
    classes: Annotated[int, typer.Option(min=1, max=254, help="How many classes, 1 to 254.")] = 21,
    size: Annotated[int, typer.Option(min=SIZES[0], max=SIZES[1], help="Side of a square image, in pixels.")] = 513,
    output_stride: Annotated[
        Literal["8", "16"],
        typer.Option(help="How many pixels of the image a pixel of the deep map stands for, a side."),
    ] = "16",
    head: Annotated[Literal["separable", "dense"], typer.Option(help="3x3 convolutions of the head.")] = "separable",
    decoder: Annotated[bool, typer.Option(help="DeepLabV3+ with it, DeepLabV3 without.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Count a network's parameters and the work of one image, layer by layer. Nothing is trained or fetched."""
    recipe = TrainingRecipe(backbone, int(output_stride), decoder=decoder, head=head)
    job = MeasureJob(recipe, classes, size)
    with worker() as engine:
        found = next(event for event in list(engine.run(job)) if isinstance(event, ModelMeasured))
    if as_json:
        say_json({"params": found.params, "macs": found.macs, "layers": [dataclasses.asdict(x) for x in found.layers]})
        return
    title = f"DeepLabV3{'+' * decoder} {backbone}, {classes} classes, {size} x {size}, output stride {output_stride}"
    table = Table(title=title, box=SIMPLE, padding=(0, 1, 0, 0))
    for name in ("layer", "kind"):
        table.add_column(name, overflow="fold")
    for name in ("output", "parameters", "MMAC"):
        table.add_column(name, justify="right", no_wrap=True)
    for layer in found.layers:
        output = "x".join(map(str, layer.output))
        table.add_row(layer.name, layer.kind, output, f"{layer.params:,}", f"{layer.macs / 1e6:,.1f}")
    table.add_section()
    table.add_row("all", "", "", f"{found.params:,}", f"{found.macs / 1e6:,.1f}")
    say_table(table)
    say("MMAC: million multiply-adds, weights times output places. Parameters count the norm after a layer too.")


def export_model(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help=MODEL_HELP)],
    file: Annotated[Path, typer.Argument(metavar="FILE.onnx", help="What is written.")],
    run: Annotated[str, typer.Option(help="Of a project: best, or the number of a run.")] = "best",
    as_json: JsonOption = False,
) -> None:
    """Write a trained model as ONNX, with its classes, colours and normalisation inside."""
    if not file.parent.is_dir():
        raise MissingError(f"There is no folder {file.parent}.", "Make it first, or choose another one.")
    found = find_model(model, run)
    with worker() as engine:
        events = follow(engine.run(ExportJob(found.checkpoint, file.absolute(), found.channel_colors())))
    result = next(event for event in events if isinstance(event, ModelExported))
    if as_json:
        say_json(event_to_json(result))
        return
    compared = "" if result.difference is None else f", at most {result.difference:.1g} from the network's own scores"
    say(f"Wrote {result.path}: {result.classes} classes{compared}.")


def predict_folder(
    model: Path, run: str, source: Path, destination: Path | None, device: str, json_lines: bool = False
) -> None:
    """What `predict --model` does: index PNGs of any folder of pictures."""
    if destination is None:
        raise UsageError("With --model, predict needs two folders.", "workbench predict --model FILE SOURCE DEST")
    found = find_model(model, run)
    with worker() as engine:
        flow = folder_prediction.run(engine, found, source, destination, device)
        events = follow(flow, json_lines=json_lines)
    done = sum(1 for event in events if isinstance(event, PredictionReady))
    if not json_lines:
        say(f"Predicted {done} images into {destination}.")


@contextmanager
def worker() -> Iterator[Engine]:
    """A worker process for a verb that needs no project, let go at the end."""
    engine = Engine(alone=True)
    try:
        yield engine
    finally:
        engine.close()
