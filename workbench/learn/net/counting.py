"""How large a network is and how much work one image is: parameters and multiply-adds, layer by layer.

As the papers count: a convolution has its weights, its biases, and the scales and shifts of the norm after it; its
multiply-adds are weights times output places. Norms, activations, pooling and resizing count as no work.
"""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from workbench.core.events import Event, LayerSize, ModelMeasured
from workbench.core.job import MeasureJob
from workbench.learn.net.deeplab import NetSpec, build
from workbench.learn.net.start import Start, spec_of

COUNTED = (nn.Conv2d, nn.Linear, nn.BatchNorm2d, nn.GroupNorm, nn.LayerNorm)


def measure_job(job: MeasureJob) -> Iterator[Event]:
    """Answer a job with one `ModelMeasured`."""
    spec = spec_of(job.recipe, Start("no weights"), job.class_count)
    yield measure(spec, job.size)


def measure(spec: NetSpec, size: int) -> ModelMeasured:
    """Count a network at square images of that side; nothing is computed and no weights are made."""
    with torch.device("meta"):
        net = build(spec).eval()
        image = torch.zeros(1, 3, size, size)
    layers: list[LayerSize] = []
    with _counted(net, layers), torch.inference_mode():
        net(image)
    total = sum(p.numel() for p in net.parameters())
    rest = total - sum(layer.params for layer in layers)
    if rest:
        layers.append(LayerSize("other", "free parameters", (), rest, 0))
    return ModelMeasured(total, sum(layer.macs for layer in layers), tuple(layers))


@contextmanager
def _counted(net: nn.Module, layers: list[LayerSize]) -> Iterator[None]:
    """While inside, every layer with weights that an image goes through is added to the list, in that order."""
    hooks = []
    for name, module in net.named_modules():
        if isinstance(module, COUNTED):

            def count(part: nn.Module, _inputs: object, output: Tensor, name: str = name) -> None:
                _add(layers, name, part, output)

            hooks.append(module.register_forward_hook(count))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _add(layers: list[LayerSize], name: str, part: nn.Module, output: Tensor) -> None:
    params = sum(p.numel() for p in part.parameters(recurse=False))
    if isinstance(part, nn.Conv2d):
        places = output.shape[-2] * output.shape[-1]
        layers.append(LayerSize(name, _words(part), tuple(output.shape[1:]), params, part.weight.numel() * places))
    elif isinstance(part, nn.Linear):
        # Only timm has them inside an encoder: over maps in memory order (N, h, w, C), or over one vector.
        places = output.numel() // part.out_features
        layers.append(LayerSize(name, "linear", tuple(output.shape[1:]), params, part.weight.numel() * places))
    elif params and layers:
        layers[-1] = dataclasses.replace(layers[-1], params=layers[-1].params + params)


def _words(conv: nn.Conv2d) -> str:
    """Kernel, stride, dilation and groups of a convolution: "3x3 /2", "3x3 rate 6 depthwise"."""
    words = [f"{conv.kernel_size[0]}x{conv.kernel_size[1]}"]
    if conv.stride[0] > 1:
        words.append(f"/{conv.stride[0]}")
    if conv.dilation[0] > 1:
        words.append(f"rate {conv.dilation[0]}")
    if conv.groups == conv.in_channels > 1:
        words.append("depthwise")
    elif conv.groups > 1:
        words.append(f"{conv.groups} groups")
    return " ".join(words)
