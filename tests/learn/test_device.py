"""The number format that a device can compute in."""

import pytest
import torch

from workbench.learn.device import half_precision


@pytest.mark.parametrize(
    ("card", "capability", "expected"),
    [
        ("GTX 1080", (6, 1), []),
        ("V100", (7, 0), [torch.float16]),
        ("T4", (7, 5), [torch.float16]),
        ("A100", (8, 0), [torch.bfloat16]),
        ("RTX 4090", (8, 9), [torch.bfloat16]),
    ],
)
def test_the_short_format_is_one_that_the_card_multiplies(
    monkeypatch: pytest.MonkeyPatch, card: str, capability: tuple[int, int], expected: list[torch.dtype]
) -> None:
    asked: list[torch.dtype] = []
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device=None: capability)
    monkeypatch.setattr(torch, "autocast", lambda kind, dtype: asked.append(dtype))
    half_precision(torch.device("cuda"))
    assert asked == expected, card


def test_the_cpu_computes_in_single_precision() -> None:
    with half_precision(torch.device("cpu")):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.float32
