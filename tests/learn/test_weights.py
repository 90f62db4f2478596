"""Where a network starts: published weights, files of other programs, runs of ours; what does not fit is refused."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import timm
import torch
import torchvision
from file_server import FileServer, serving
from learn_scenes import CLASSES, QUICK
from safetensors.torch import save_file

from workbench.core.control import Control
from workbench.core.errors import BadInputError, MissingError
from workbench.core.events import Event, Notice, Progress
from workbench.core.job import JobClass
from workbench.core.places import resources
from workbench.core.recipe import BACKBONES, TrainingRecipe
from workbench.learn.inputs import normalised
from workbench.learn.net.checkpoint import Facts, write_checkpoint
from workbench.learn.net.deeplab import DeepLabV3Plus, NetSpec, build
from workbench.learn.net.start import Start, load_into, spec_of
from workbench.learn.pretrained import weights
from workbench.learn.pretrained.fetch import OfflineError
from workbench.learn.pretrained.published import Published, find_published
from workbench.learn.pretrained.weights import find_weights
from workbench.learn.training.objective import parameter_groups

State = dict[str, torch.Tensor]
SPEC = NetSpec("mobilenet_v2", 16, 2, "group", "group")
FACTS = Facts(SPEC, CLASSES, QUICK, 12, 0.5)
SMALL = replace(QUICK, backbone="mobilenet_v3_large")
"""A recipe with the lightest encoder that has COCO weights."""


def classifier(name: str = "mobilenet_v2") -> State:
    torch.manual_seed(0)
    return getattr(torchvision.models, name)().state_dict()


def coco() -> State:
    torch.manual_seed(1)
    return torchvision.models.segmentation.deeplabv3_mobilenet_v3_large(
        weights=None, weights_backbone=None, num_classes=21, aux_loss=True
    ).state_dict()


def get(recipe: TrainingRecipe) -> tuple[Start, list[Event]]:
    events = []
    flow = find_weights(recipe, Control())
    while True:
        try:
            events.append(next(flow))
        except StopIteration as end:
            return end.value, events


def started(recipe: TrainingRecipe, classes: tuple[JobClass, ...] = CLASSES) -> DeepLabV3Plus:
    start, _ = get(recipe)
    net = build(spec_of(recipe, start, len(classes)))
    load_into(net, start, classes)
    return net.eval()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path / "hub"))
    with serving(tmp_path / "served") as served:
        yield served


@pytest.fixture
def publish(server: FileServer, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, State], Path]:
    """Serve a file of weights as those of a kind; what was not published is listed and absent."""
    listed = {
        kind: Published(f"{kind}.V1", f"{server.address}/absent-{kind}.pth", f"absent-{kind}.pth", "00", "us", "none")
        for kind in ("imagenet", "coco")
    }
    monkeypatch.setattr(weights, "find_published", lambda _backbone, kind: listed.get(kind))

    def put(kind: str, state: State) -> Path:
        path = server.folder / f"{kind}.pth"
        torch.save(state, path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        listed[kind] = replace(listed[kind], url=f"{server.address}/{path.name}", file=path.name, digest=digest)
        return path

    return put


def test_every_encoder_has_listed_weights_with_source_and_licence() -> None:
    rows = json.loads((resources() / "weights.json").read_text())["weights"]
    assert set(rows) == set(BACKBONES)
    for backbone, kinds in rows.items():
        assert "imagenet" in kinds
        for kind, row in kinds.items():
            found = find_published(backbone, kind)
            assert found.url == row["url"]
            assert found.file.endswith(f"-{found.digest}.pth")
            assert found.licence
            assert found.source


@pytest.mark.parametrize("backbone", [name for name in BACKBONES if name != "xception65"])
def test_the_list_says_what_torchvision_says(backbone: str) -> None:
    for kind in ("imagenet", "coco"):
        found = find_published(backbone, kind)
        if found is not None:
            assert torchvision.models.get_weight(found.words.split()[0]).url == found.url


def test_timm_tells_where_the_weights_of_its_networks_are() -> None:
    found = find_published("timm:resnet34", "imagenet")
    assert found.url == "https://huggingface.co/timm/resnet34.a1_in1k/resolve/main/model.safetensors"
    assert (found.file, found.licence, found.digest) == ("resnet34.a1_in1k.safetensors", "apache-2.0", "")
    assert find_published("timm:resnet34", "coco") is None


def test_imagenet_is_fetched_once(publish: Callable[[str, State], Path], server: FileServer) -> None:
    state = classifier()
    publish("imagenet", state)
    start, events = get(replace(QUICK, weights="imagenet"))
    assert start.words == "ImageNet weights (imagenet.V1)"
    assert start.encoder_norm == "batch"
    assert any(isinstance(event, Progress) for event in events)
    again, events = get(replace(QUICK, weights="imagenet"))
    assert not events
    assert len(server.asked) == 1
    assert torch.equal(again.state["encoder.features.0.0.weight"], state["features.0.0.weight"])


def test_a_damaged_file_in_the_cache_is_fetched_again(
    publish: Callable[[str, State], Path], server: FileServer, tmp_path: Path
) -> None:
    path = publish("imagenet", classifier())
    cached = tmp_path / "hub" / "checkpoints" / path.name
    cached.parent.mkdir(parents=True)
    cached.write_bytes(path.read_bytes()[:5000])
    _, events = get(replace(QUICK, weights="imagenet"))
    assert any(isinstance(event, Notice) and "fetched again" in event.text for event in events)
    assert cached.read_bytes() == path.read_bytes()


def test_what_came_first_is_asked_for_from_then_on(
    publish: Callable[[str, State], Path], server: FileServer, tmp_path: Path
) -> None:
    """Only eight digits are published, or none: another file with the same eight would pass without this."""
    path = publish("imagenet", classifier())
    listed = weights.find_published("", "imagenet")
    path_digest = hashlib.sha256(path.read_bytes()).hexdigest()
    cached = tmp_path / "hub" / "checkpoints" / path.name
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weights, "find_published", lambda _backbone, kind: replace(listed, digest=""))
        get(replace(QUICK, weights="imagenet"))
        assert cached.with_name(f"{path.name}.sha256").read_text() == f"{path_digest}  {path.name}\n"
        cached.write_bytes(b"tampered with")
        _, events = get(replace(QUICK, weights="imagenet"))
        assert any(isinstance(event, Notice) and "another file than at first" in event.text for event in events)
        assert cached.read_bytes() == path.read_bytes()
        path.write_bytes(b"changed by its publisher")
        cached.unlink()
        with pytest.raises(OfflineError, match="is another file") as caught:
            get(replace(QUICK, weights="imagenet"))
        assert f"delete {path.name}.sha256" in caught.value.cure
        assert not cached.exists()


def test_auto_prefers_coco_then_imagenet_then_random(publish: Callable[[str, State], Path]) -> None:
    start, events = get(replace(SMALL, weights="auto"))
    assert (start.words.partition(":")[2], start.pretrained) == (" no pretrained ones could be had (offline?)", False)
    notices = [event.text for event in events if isinstance(event, Notice)]
    assert ["absent-coco.pth" in notices[0], "absent-imagenet.pth" in notices[1]] == [True, True]
    assert "from scratch" in notices[1]
    publish("imagenet", classifier("mobilenet_v3_large"))
    start, _ = get(replace(SMALL, weights="auto"))
    assert start.words == "ImageNet weights (imagenet.V1)"
    publish("coco", coco())
    start, _ = get(replace(SMALL, weights="auto"))
    assert start.words == "COCO weights (coco.V1)"
    start, _ = get(replace(SMALL, weights="auto", head="separable"))
    assert start.words == "ImageNet weights (imagenet.V1)"


@pytest.mark.parametrize("kind", ["coco", "imagenet"])
def test_named_weights_are_had_or_the_run_fails(publish: Callable[[str, State], Path], kind: str) -> None:
    with pytest.raises(OfflineError, match="could not be fetched") as caught:
        get(replace(SMALL, weights=kind))
    assert f"absent-{kind}.pth" in caught.value.cure


def test_coco_where_there_is_none_is_refused() -> None:
    with pytest.raises(BadInputError, match="no COCO weights of mobilenet_v2") as caught:
        get(replace(QUICK, weights="coco"))
    assert "resnet50" in caught.value.cure
    with pytest.raises(BadInputError, match="separable"):
        get(replace(SMALL, weights="coco", head="separable"))


def test_a_coco_checkpoint_fills_encoder_pyramid_and_known_classes(publish: Callable[[str, State], Path]) -> None:
    state = coco()
    publish("coco", state)
    recipe = replace(SMALL, weights="coco")
    classes = (JobClass(0, "Background"), JobClass(3, "ground"), JobClass(7, "car"))
    start, _ = get(recipe)
    assert start.told(classes) == "COCO weights (coco.V1), which knows Background, car"
    net = started(recipe, classes)
    assert torch.equal(net.pyramid.branches[2][0].weight, state["classifier.0.convs.3.0.weight"])
    score, theirs = net.decoder.score, state["classifier.4.weight"]
    assert torch.equal(score.weight[0], theirs[0])
    assert torch.equal(score.weight[2], theirs[7])
    assert score.bias[2] == state["classifier.4.bias"][7]
    assert not (score.weight[1] == theirs).flatten(1).all(dim=1).any()


def test_what_coco_taught_is_kept_and_learns_slowly(publish: Callable[[str, State], Path]) -> None:
    """Its norms keep their statistics with small batches; those of the new layer learn."""
    publish("coco", coco())
    net = started(replace(SMALL, weights="coco")).train()
    net.freeze_learnt_norms()
    learning = {name for name, part in net.named_modules() if isinstance(part, torch.nn.BatchNorm2d) and part.training}
    assert learning == {"decoder.sharpen.1"}
    rates = {
        id(parameter): group["peak"]
        for group in parameter_groups(net, replace(SMALL, learning_rate=0.01, head_rate_factor=10.0), True)
        for parameter in group["params"]
    }
    for part, rate in ((net.encoder, 0.001), (net.pyramid, 0.001), (net.decoder, 0.01)):
        found = {rates[id(parameter)] for parameter in part.parameters() if parameter.requires_grad}
        assert list(found) == pytest.approx([rate])


def test_the_first_answer_from_coco_is_the_checkpoints_own(publish: Callable[[str, State], Path]) -> None:
    """The sharp map has no say yet: whatever it is, the scores are the same."""
    publish("coco", coco())
    net = started(replace(SMALL, weights="coco"))
    deep, low = torch.randn(1, 256, 8, 8), torch.randn(2, 1, 24, 32, 32)
    assert torch.equal(net.decoder(deep, low[0]), net.decoder(deep, low[1]))


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_a_classifiers_file_fills_the_encoder(tmp_path: Path, suffix: str) -> None:
    state = classifier()
    path = tmp_path / f"own{suffix}"
    save_file(state, path) if suffix == ".safetensors" else torch.save(state, path)
    recipe = replace(QUICK, weights=str(path))
    assert get(recipe)[0].words == f"weights of own{suffix}"
    for name, value in started(recipe).encoder.state_dict().items():
        assert torch.equal(value, state[name])


@pytest.mark.parametrize("network", ["resnet18", "efficientnet_b0", "convnext_atto", "xception41"])
def test_weights_of_timm_compute_the_same_inside_the_encoder(tmp_path: Path, network: str) -> None:
    torch.manual_seed(2)
    whole = timm.create_model(network).eval()
    torch.save(whole.state_dict(), tmp_path / "timm.pth")
    encoder = started(replace(QUICK, backbone=f"timm:{network}", weights=str(tmp_path / "timm.pth"))).encoder
    pixels = torch.randint(0, 256, (1, 3, 64, 96), dtype=torch.uint8)
    with torch.inference_mode():
        seen = encoder.recolour(normalised(pixels))
        low, _ = encoder(normalised(pixels))
        theirs = whole.forward_intermediates(seen, intermediates_only=True)
    mean, std = (torch.tensor(whole.pretrained_cfg[key]).view(1, 3, 1, 1) for key in ("mean", "std"))
    # This program's mean colour and spread are rounded to a grey value and to a tenth of one.
    assert (seen * std - (pixels / 255 - mean)).abs().max() < 1 / 255
    torch.testing.assert_close(low, next(value for value in theirs if value.shape == low.shape))


def test_weights_of_xceptions_classifier_fill_the_encoder(tmp_path: Path) -> None:
    state = timm.create_model("xception65").state_dict()
    torch.save(state, tmp_path / "x65.pth")
    net = started(replace(QUICK, backbone="xception65", weights=str(tmp_path / "x65.pth")))
    assert all(torch.equal(value, state[name]) for name, value in net.encoder.state_dict().items())


def test_our_own_checkpoint_starts_the_next_run_whole(tmp_path: Path) -> None:
    net = build(SPEC).eval()
    path = write_checkpoint(tmp_path, net, FACTS)
    image = torch.randn(1, 3, 40, 50)
    assert torch.equal(started(replace(QUICK, weights=str(path)))(image), net(image))


def test_classes_added_later_grow_the_head_and_old_rows_stay(tmp_path: Path) -> None:
    net = build(SPEC).eval()
    recipe = replace(QUICK, weights=str(write_checkpoint(tmp_path, net, FACTS)))
    # box stays, ground was renamed, sky is new, and the order is another one.
    later = (JobClass(9, "sky"), JobClass(7, "box"), JobClass(3, "soil"))
    grown = started(recipe, later)
    image = torch.randn(1, 3, 40, 50)
    assert grown(image).shape == (1, 3, 40, 50)
    torch.testing.assert_close(grown(image)[:, [2, 1]], net(image), rtol=0, atol=1e-6)
    assert get(recipe)[0].told(later) == "weights of best.safetensors, which knows box, soil"


def test_another_class_of_an_old_number_gets_no_old_row(tmp_path: Path) -> None:
    """ground has another number here, and its old number is another class's."""
    net = build(SPEC)
    recipe = replace(QUICK, weights=str(write_checkpoint(tmp_path, net, FACTS)))
    mixed = started(recipe, (JobClass(3, "sky"), JobClass(4, "ground")))
    assert torch.equal(mixed.decoder.score.weight[1], net.decoder.score.weight[0])
    assert not torch.equal(mixed.decoder.score.weight[0], net.decoder.score.weight[0])


def test_a_run_with_another_head_gives_its_encoder(tmp_path: Path) -> None:
    net = build(SPEC)
    recipe = replace(QUICK, weights=str(write_checkpoint(tmp_path, net, FACTS)), decoder=False)
    start, _ = get(recipe)
    assert start.words == "weights of best.safetensors, its encoder alone"
    found = started(recipe)
    assert torch.equal(found.encoder.features[0][0].weight, net.encoder.features[0][0].weight)


def test_weights_of_another_encoder_are_refused(tmp_path: Path) -> None:
    torch.save(torchvision.models.resnet18().state_dict(), tmp_path / "other.pth")
    with pytest.raises(BadInputError, match=r"other\.pth do not fit mobilenet_v2") as caught:
        get(replace(QUICK, weights=str(tmp_path / "other.pth")))
    assert caught.value.cure
    path = write_checkpoint(tmp_path, build(SPEC), FACTS)
    with pytest.raises(BadInputError, match="do not fit mobilenet_v3_large"):
        get(replace(SMALL, weights=str(path)))


def test_a_deeplab_of_another_width_is_refused(tmp_path: Path) -> None:
    state = coco()
    state["classifier.0.project.0.weight"] = torch.zeros(128, 640, 1, 1)
    torch.save(state, tmp_path / "narrow.pth")
    with pytest.raises(BadInputError, match=r"narrow\.pth do not fit .* pyramid\.project"):
        get(replace(SMALL, weights=str(tmp_path / "narrow.pth")))


def test_nothing_but_tensors_is_unpickled(tmp_path: Path) -> None:
    path = tmp_path / "evil.pth"
    marker = tmp_path / "ran"

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (open, (str(marker), "w"))

    torch.save({"x": Evil()}, path)
    with pytest.raises(BadInputError, match=r"evil\.pth cannot be read"):
        get(replace(QUICK, weights=str(path)))
    assert not marker.exists()


@pytest.mark.parametrize("name", ["cut.pth", "cut.safetensors"])
def test_a_damaged_file_of_weights_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"garbage")
    with pytest.raises(BadInputError, match="cannot be read"):
        get(replace(QUICK, weights=str(tmp_path / name)))


def test_a_missing_file_of_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"gone\.pth"):
        get(replace(QUICK, weights=str(tmp_path / "gone.pth")))
