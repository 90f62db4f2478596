"""Which published weights there are for an encoder: resources/weights.json, and what timm knows of its own."""

import functools
import json
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlparse

from workbench.core.places import resources
from workbench.core.recipe import TIMM_PREFIX
from workbench.learn.net.timm_encoders import load_timm

Kind = Literal["coco", "imagenet"]

KIND_WORDS: dict[Kind, str] = {"coco": "COCO", "imagenet": "ImageNet"}


@dataclass(frozen=True, slots=True)
class Published:
    """A file of weights that somebody published.

    Attributes:
        words: its name, for people.
        url: where it is.
        file: its name on this machine.
        digest: the beginning of its sha256 in hexadecimal; "" when nobody tells it.
        source: who published it.
        licence: of the file.
    """

    words: str
    url: str
    file: str
    digest: str
    source: str
    licence: str


def find_published(backbone: str, kind: Kind) -> Published | None:
    """The file of that kind for an encoder; None when there is none."""
    if not backbone.startswith(TIMM_PREFIX):
        row = _listed().get(backbone, {}).get(kind)
        return _of_row(row) if row else None
    return _of_timm(backbone.removeprefix(TIMM_PREFIX)) if kind == "imagenet" else None


def backbones_with(kind: Kind) -> list[str]:
    """The encoders that have a listed file of that kind."""
    return [backbone for backbone, files in _listed().items() if kind in files]


@functools.cache
def _listed() -> dict[str, Any]:
    rows: dict[str, Any] = json.loads((resources() / "weights.json").read_text(encoding="utf-8"))["weights"]
    return rows


def _of_row(row: dict[str, Any]) -> Published:
    name = urlparse(row["url"]).path.rsplit("/", 1)[-1]
    return Published(row["words"], row["url"], name, row["sha256_begins"], row["source"], row["licence"])


def _of_timm(network: str) -> Published | None:
    facts = load_timm().get_pretrained_cfg(network)
    if facts is None or not facts.hf_hub_id:
        return None
    name = f"{facts.architecture}.{facts.tag}"
    url = f"https://huggingface.co/{facts.hf_hub_id}/resolve/main/model.safetensors"
    # The hub tells the sum only together with the file, so it proves nothing.
    return Published(f"{name} of timm", url, f"{name}.safetensors", "", "timm", str(facts.license or ""))
