"""Weights from outside and from our own runs: what fits is taken, what does not is refused in words."""

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import pytest
import torch
import torchvision
from learn_scenes import CLASSES, QUICK
from safetensors.torch import save_file

from workbench.core.control import Control, EndedEarly
from workbench.core.errors import BadInputError, MissingError, WorkbenchError
from workbench.core.events import Event, Notice, Progress
from workbench.core.recipe import TrainingRecipe
from workbench.learn import weights
from workbench.learn.backbone import make_encoder
from workbench.learn.checkpoint import Facts, delete_checkpoint, read_checkpoint, write_checkpoint
from workbench.learn.deeplab import NetSpec, build
from workbench.learn.weights import Start, find_weights, load_into

SPEC = NetSpec("mobilenet_v2", 16, 2, "group", "group")
FACTS = Facts(SPEC, CLASSES, QUICK, 12, 0.5)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address on this machine at which its files can be fetched."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = HTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def classifier(seed: int = 0) -> dict[str, torch.Tensor]:
    torch.manual_seed(seed)
    return torchvision.models.mobilenet_v2().state_dict()


def get(recipe: TrainingRecipe, control: Control | None = None) -> tuple[Start, list[Event]]:
    events = []
    flow = find_weights(recipe, control or Control())
    while True:
        try:
            events.append(next(flow))
        except StopIteration as end:
            return end.value, events


def pretend_imagenet(monkeypatch: pytest.MonkeyPatch, url: str, cache: Path) -> None:
    class Weights:
        meta = {"_file_size": 13.555}

    Weights.url = url
    monkeypatch.setattr(torchvision.models, "get_weight", lambda name: Weights)
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(cache))


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_a_classifiers_file_fills_the_encoder(tmp_path: Path, suffix: str) -> None:
    state = classifier()
    path = tmp_path / f"own{suffix}"
    save_file(state, path) if suffix == ".safetensors" else torch.save(state, path)
    start, _ = get(replace(QUICK, weights=str(path)))
    assert start.norm == "batch"
    assert start.words == f"weights of own{suffix}"
    encoder = make_encoder("mobilenet_v2", 16, "batch")
    load_into(encoder, start)
    for name, value in encoder.state_dict().items():
        assert torch.equal(value, state[name])


def test_our_own_checkpoint_starts_the_next_run(tmp_path: Path) -> None:
    net = build(SPEC)
    start, _ = get(replace(QUICK, weights=str(write_checkpoint(tmp_path, net, FACTS))))
    assert start.norm == "group"
    encoder = make_encoder("mobilenet_v2", 16, "group")
    load_into(encoder, start)
    assert all(torch.equal(v, net.encoder.state_dict()[n]) for n, v in encoder.state_dict().items())


def test_weights_of_another_encoder_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    torch.save(torchvision.models.resnet18().state_dict(), path)
    with pytest.raises(BadInputError, match=r"other\.pth do not fit mobilenet_v2") as caught:
        get(replace(QUICK, weights=str(path)))
    assert caught.value.cure


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


def test_imagenet_is_downloaded_once(served: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, address = served
    state = classifier()
    torch.save(state, folder / "net.pth")
    digest = hashlib.sha256((folder / "net.pth").read_bytes()).hexdigest()[:8]
    file = (folder / "net.pth").rename(folder / f"net-{digest}.pth")
    pretend_imagenet(monkeypatch, f"{address}/{file.name}", tmp_path / "hub")
    start, events = get(replace(QUICK, weights="auto"))
    assert start.words.startswith("ImageNet")
    assert any(isinstance(event, Progress) for event in events)
    assert torch.equal(start.state["features.0.0.weight"], state["features.0.0.weight"])
    file.unlink()
    again, events = get(replace(QUICK, weights="imagenet"))
    assert not events
    assert torch.equal(again.state["features.0.0.weight"], state["features.0.0.weight"])


def test_a_part_that_is_renamed_while_it_is_measured(
    served: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link to nowhere is listed and has no size, as a part in the moment of its renaming."""
    folder, address = served
    torch.save(classifier(), folder / "net.pth")
    digest = hashlib.sha256((folder / "net.pth").read_bytes()).hexdigest()[:8]
    name = (folder / "net.pth").rename(folder / f"net-{digest}.pth").name
    (tmp_path / "hub" / "checkpoints").mkdir(parents=True)
    (tmp_path / "hub" / "checkpoints" / f"{name}.1.partial").symlink_to(tmp_path / "nowhere")
    pretend_imagenet(monkeypatch, f"{address}/{name}", tmp_path / "hub")
    assert get(replace(QUICK, weights="imagenet"))[0].words.startswith("ImageNet")


def test_a_download_that_leaves_no_file_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.hub, "load_state_dict_from_url", lambda *args, **kwargs: {})
    pretend_imagenet(monkeypatch, "http://127.0.0.1:9/lost-12345678.pth", tmp_path / "hub")
    start, events = get(replace(QUICK, weights="auto"))
    assert start.state is None
    assert any(isinstance(event, Notice) and "lost-12345678.pth" in event.text for event in events)


def test_a_tampered_download_is_not_used(
    served: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, address = served
    torch.save(classifier(), folder / "net-00000000.pth")
    pretend_imagenet(monkeypatch, f"{address}/net-00000000.pth", tmp_path / "hub")
    with pytest.raises(WorkbenchError, match="could not be fetched"):
        get(replace(QUICK, weights="imagenet"))


def test_offline_trains_from_scratch_or_fails_as_asked(
    served: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_imagenet(monkeypatch, f"{served[1]}/absent-12345678.pth", tmp_path / "hub")
    start, events = get(replace(QUICK, weights="auto"))
    assert start.state is None
    assert start.words == "random weights"
    notices = [event.text for event in events if isinstance(event, Notice)]
    assert len(notices) == 1
    assert "from scratch" in notices[0]
    assert "absent-12345678.pth" in notices[0]
    with pytest.raises(WorkbenchError, match="could not be fetched") as caught:
        get(replace(QUICK, weights="imagenet"))
    assert "absent-12345678.pth" in caught.value.cure


def test_a_silent_server_is_given_up_and_a_wish_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = threading.Event()
    monkeypatch.setattr(torch.hub, "load_state_dict_from_url", lambda *args, **kwargs: heard.wait(10))
    pretend_imagenet(monkeypatch, "http://127.0.0.1:9/silent-12345678.pth", tmp_path / "hub")
    control = Control()
    control.stop()
    with pytest.raises(EndedEarly):
        get(replace(QUICK, weights="auto"), control)
    monkeypatch.setattr(weights, "ANSWER_SECONDS", 0.3)
    start, events = get(replace(QUICK, weights="auto"))
    heard.set()
    assert start.state is None
    assert any(isinstance(event, Notice) and "no answer" in event.text for event in events)


def test_a_checkpoint_comes_back_exactly(tmp_path: Path) -> None:
    net = build(SPEC).eval()
    path = write_checkpoint(tmp_path, net, FACTS)
    found, facts = read_checkpoint(path)
    assert facts == FACTS
    assert not found.training
    image = torch.randn(1, 3, 40, 50)
    assert torch.equal(found(image), net(image))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["best.json", "best.safetensors"]
    told = json.loads((tmp_path / "best.json").read_text())
    assert told["classes"] == [{"index": 3, "name": "ground"}, {"index": 7, "name": "box"}]
    assert (told["backbone"], told["step"], told["miou"], told["format"]) == ("mobilenet_v2", 12, 0.5, 1)
    delete_checkpoint(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("cut", [0, 4, 200, 100_000])
def test_a_cut_checkpoint_is_told(tmp_path: Path, cut: int) -> None:
    path = write_checkpoint(tmp_path, build(SPEC), FACTS)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(BadInputError, match="damaged") as caught:
        read_checkpoint(path)
    assert str(path) in caught.value.message
    assert caught.value.cure


def test_a_strange_checkpoint_is_told(tmp_path: Path) -> None:
    strange = tmp_path / "strange.safetensors"
    save_file({"x": torch.zeros(3)}, strange)
    with pytest.raises(BadInputError, match="another program"):
        read_checkpoint(strange)
    with pytest.raises(MissingError):
        read_checkpoint(tmp_path / "none.safetensors")
    for change, words in (
        ({"format": 99}, "newer version"),
        ({"backbone": "vgg"}, "no encoder .vgg"),
        ({"classes": []}, "no classes"),
    ):
        text = json.dumps(FACTS.to_json() | change)
        save_file({"x": torch.zeros(3)}, strange, metadata={"workbench": text})
        with pytest.raises(WorkbenchError, match=words):
            read_checkpoint(strange)


def test_a_checkpoint_with_other_shapes_is_told(tmp_path: Path) -> None:
    path = write_checkpoint(tmp_path, build(replace(SPEC, classes=5)), FACTS)
    with pytest.raises(BadInputError, match=r"first at decoder\.score"):
        read_checkpoint(path)


def test_a_full_disk_keeps_the_checkpoint_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = write_checkpoint(tmp_path, build(SPEC), FACTS).read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(WorkbenchError, match="No space left"):
        write_checkpoint(tmp_path, build(SPEC), FACTS)
    assert (tmp_path / "best.safetensors").read_bytes() == before
