"""The number format that a device can compute in."""

import pytest
import torch

from workbench.learn.device import half_precision


@pytest.mark.parametrize(
    ("card", "capability", "expected"),
    [("T4", (7, 5), False), ("V100", (7, 0), False), ("A100", (8, 0), True), ("RTX 4090", (8, 9), True)],
)
def test_bfloat16_only_where_the_card_has_it(
    monkeypatch: pytest.MonkeyPatch, card: str, capability: tuple[int, int], expected: bool
) -> None:
    asked: list[torch.dtype] = []
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device=None: capability)
    monkeypatch.setattr(torch, "autocast", lambda kind, dtype: asked.append(dtype))
    half_precision(torch.device("cuda"))
    assert asked == ([torch.bfloat16] if expected else []), card


def test_the_cpu_computes_in_single_precision() -> None:
    with half_precision(torch.device("cpu")):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.float32
