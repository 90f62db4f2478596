"""The table that estimates go by, against the networks themselves, layer by layer."""

import pytest
import torch

from workbench.core.network_size import network_size
from workbench.core.recipe import BACKBONES, TrainingRecipe
from workbench.learn.net.counting import measure
from workbench.learn.net.deeplab import build
from workbench.learn.net.start import Start, spec_of


@pytest.mark.parametrize("stride", [16, 8])
@pytest.mark.parametrize("head", ["separable", "dense"])
@pytest.mark.parametrize("decoder", [True, False])
@pytest.mark.parametrize("backbone", BACKBONES)
def test_the_table_is_what_the_networks_are(backbone: str, decoder: bool, head: str, stride: int) -> None:
    recipe = TrainingRecipe(backbone, stride, weights="none", decoder=decoder, head=head)
    found = network_size(recipe)
    true = measure(spec_of(recipe, Start("no weights"), 21), 513)
    assert found is not None
    assert found.params == pytest.approx(true.params, rel=0.01)
    assert found.macs * 513**2 == pytest.approx(true.macs, rel=0.02)


@pytest.mark.parametrize(("backbone", "stride"), [("mobilenet_v2", 16), ("mobilenet_v3_large", 8), ("resnet50", 16)])
def test_what_is_held_for_the_way_back_is_as_the_table_says(backbone: str, stride: int) -> None:
    """Counted by torch's own hooks: each tensor that a backward pass keeps, once; weights left out."""
    recipe = TrainingRecipe(backbone, stride, weights="none", norm="batch")
    with torch.device("meta"):
        net = build(spec_of(recipe, Start("no weights"), 21)).train()
        crops = torch.zeros(4, 3, 256, 256)
    kept: list[torch.Tensor] = []

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        kept.append(tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        net(crops)
    weights = {p.untyped_storage()._cdata for p in net.parameters()}
    held = {t.untyped_storage()._cdata: t.untyped_storage().nbytes() for t in kept}
    true = sum(size for storage, size in held.items() if storage not in weights) / (4 * 256 * 256)
    found = network_size(recipe)
    assert found is not None
    assert found.held == pytest.approx(true, rel=0.02)
