"""DeepLabV3+ of segmentation_models.pytorch, used as its own examples use it: the peer of every learning benchmark."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from workbench.core.arrays import U8
from workbench.learn.inputs import as_tensor, normalised

PEER = "segmentation_models_pytorch"


def has_peer() -> bool:
    """Whether the library is installed."""
    return find_spec(PEER) is not None


@dataclass(frozen=True, slots=True)
class Way:
    """How the loop is sped up by a person who knows how; nothing of it is the plain loop."""

    channels_last: bool = False
    bfloat16: bool = False
    compiled: bool = False


def peer_net(backbone: str, classes: int, way: Way, device: torch.device, seed: int = 0) -> Any:
    """The peer's network with random weights on a device."""
    import segmentation_models_pytorch as smp

    torch.manual_seed(seed)
    net = smp.DeepLabV3Plus(backbone, encoder_weights=None, classes=classes).to(device)
    if way.channels_last:
        net = net.to(memory_format=torch.channels_last)
    return torch.compile(net) if way.compiled else net


def forward(net: Any, images: Tensor, way: Way) -> Tensor:
    """Logits float (N, K, H, W) of uint8 images (N, 3, H, W) on the network's device."""
    inputs = normalised(images)
    if not way.channels_last:
        inputs = inputs.contiguous(memory_format=torch.contiguous_format)
    with torch.autocast(images.device.type, torch.bfloat16, enabled=way.bfloat16):
        logits: Tensor = net(inputs)
    return logits.float()


def steps(
    net: Any, pictures: U8, masks: U8, batch: int, count: int, way: Way, device: torch.device, seed: int = 0
) -> Iterator[float]:
    """Learn `count` batches of whole pictures, mirrored at random, with AdamW 1e-3; yields each step's loss.

    Args:
        net: as `peer_net` gave it.
        pictures: uint8 (N, H, W, 3), all of one size.
        masks: uint8 (N, H, W), 255 void.
        batch: pictures a step.
        count: steps.
        way: how.
        device: where the network is.
        seed: of the order and the mirroring.
    """
    draw = np.random.default_rng(seed)
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)
    measure = nn.CrossEntropyLoss(ignore_index=255)
    waiting: list[int] = []
    for _ in range(count):
        net.train()
        if len(waiting) < batch:
            waiting = list(draw.permutation(len(pictures)))
        chosen, waiting = waiting[:batch], waiting[batch:]
        mirror = draw.random(len(chosen)) < 0.5
        few = np.stack([pictures[i][:, ::-1] if m else pictures[i] for i, m in zip(chosen, mirror, strict=True)])
        truth = np.stack([masks[i][:, ::-1] if m else masks[i] for i, m in zip(chosen, mirror, strict=True)])
        optimizer.zero_grad()
        loss = measure(forward(net, as_tensor(few).to(device), way), torch.from_numpy(truth).to(device).long())
        loss.backward()
        optimizer.step()
        yield float(loss.detach())
