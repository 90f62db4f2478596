"""A trained network as an ONNX file that other programs can run: any size, and all that they need to know inside it."""

import contextlib
import importlib
import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import torch

import workbench
from workbench.core.classes import display_color
from workbench.core.errors import MissingError
from workbench.core.events import Event, ModelExported, Notice
from workbench.core.job import ExportJob
from workbench.core.whole_file import whole_file
from workbench.learn.inputs import MEAN_COLOR, SPREAD
from workbench.learn.net.checkpoint import Facts, read_checkpoint
from workbench.learn.net.deeplab import DeepLabV3Plus

OPSET = 18
"""Of ONNX: the first whose Resize takes a list of axes, and what most runtimes since 2023 know."""

SIDES = (16, 16384)
"""Smallest and largest side of an image that the file promises to take."""

TOLERANCE = 1e-4
"""Largest difference of a score between the file and the network, where onnxruntime is there to compare them."""

TRIED = ((1, 3, 64, 96), (2, 3, 97, 65))
"""Images on which they are compared; not the size with which the network is traced."""

_CURE = 'Install the extra "onnx": pip install onnx onnxscript onnxruntime.'


def export_job(job: ExportJob) -> Iterator[Event]:
    """Write job.output and answer with one `ModelExported`."""
    net, facts = read_checkpoint(job.checkpoint)
    model = _converted(net)
    model.metadata_props.update(metadata(facts, job.colors))
    difference = _difference(model, net)
    if difference is None:
        yield Notice("onnxruntime is not installed, so the file was not compared with the network. " + _CURE)
    elif difference > TOLERANCE:
        raise AssertionError(f"the ONNX file gives scores that are {difference:g} off")
    cure = "Free some space or choose a folder that may be written, then try again."
    with whole_file(job.output, "The ONNX file", cure) as file:
        file.write(_bytes(model))
    yield ModelExported(str(job.output), len(facts.classes), difference)


def metadata(facts: Facts, colors: tuple[str, ...]) -> dict[str, str]:
    """What a program has to know that runs the file; ONNX keeps text by name.

    Args:
        facts: of the checkpoint.
        colors: "#rrggbb" by output channel; none for those that the program would show.
    """
    shown = colors or tuple("#{:02x}{:02x}{:02x}".format(*display_color(c.index, c.name)) for c in facts.classes)
    return {
        "producer": f"Segmentation Workbench {workbench.__version__}",
        "input": "image: float32 (n, 3, h, w), RGB; (value of 0..255 - mean) / spread of each channel",
        "output": "scores: float32 (n, classes, h, w); softmax over the channels gives probabilities",
        "mean": json.dumps(MEAN_COLOR),
        "spread": json.dumps(SPREAD),
        "image_scale": json.dumps(facts.recipe.image_scale),
        "classes": json.dumps([c.name for c in facts.classes], ensure_ascii=False),
        "indices": json.dumps([c.index for c in facts.classes]),
        "palette": json.dumps(shown),
        "backbone": facts.spec.backbone,
        "step": json.dumps(facts.step),
        "miou": json.dumps(facts.miou),
    }


def _converted(net: DeepLabV3Plus) -> Any:
    """The network as an ONNX model of onnx_ir."""
    for package in ("onnx", "onnxscript"):
        _package(package)
    sides = [torch.export.Dim(name, min=SIDES[0], max=SIDES[1]) for name in ("h", "w")]
    # The exporter speaks of itself in every way there is; what goes wrong is raised.
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), _silenced("torch.onnx", "onnxscript"):
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            net,
            (torch.zeros(2, 3, 112, 144),),
            dynamo=True,
            dynamic_shapes=({0: torch.export.Dim("n"), 2: sides[0], 3: sides[1]},),
            input_names=["image"],
            output_names=["scores"],
            opset_version=OPSET,
            verbose=False,
        )
    assert program is not None
    return program.model


def _difference(model: Any, net: DeepLabV3Plus) -> float | None:
    """The largest difference of a score between the file and the network; None without onnxruntime."""
    try:
        runtime = importlib.import_module("onnxruntime")
    except ImportError:
        return None
    run = runtime.InferenceSession(_bytes(model), providers=["CPUExecutionProvider"])
    draw = torch.Generator().manual_seed(0)
    worst = 0.0
    for shape in TRIED:
        image = torch.randn(shape, generator=draw)
        with torch.inference_mode():
            expected = net(image)
        found = torch.from_numpy(run.run(None, {"image": image.numpy()})[0])
        worst = max(worst, float((found - expected).abs().max()))
    return worst


def _bytes(model: Any) -> bytes:
    data: bytes = _package("onnx_ir").to_proto(model).SerializeToString()
    return data


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingError(f"Writing ONNX needs the package {name}, which is not installed.", _CURE) from error


@contextlib.contextmanager
def _silenced(*names: str) -> Iterator[None]:
    """While inside, these loggers speak of errors alone."""
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
