"""CVAT's tracks of a video, turned into the images that its other export would have written, one a frame.

Source: CVAT, format "CVAT for video 1.1": a track lists its shape in every frame between its key frames.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from workbench.exchange.source import Source

_FRAME = re.compile(r"(?:.*[^0-9])?([0-9]{1,9})")
"""frame_000012: the name of a picture ends with the number of its frame."""


def frames_as_images(source: Source, root: Element) -> tuple[list[Element], int]:
    """An <image> for each picture of a frame in which a track has a shape; and how many shapes have no picture."""
    tracks = list(root.iterfind("./track"))
    pictures = _by_frame(source.pictures) if tracks else {}
    size = {name: (root.findtext(f"./meta//original_size/{name}") or "").strip() for name in ("width", "height")}
    found: dict[str, Element] = {}
    lost = 0
    for shape in _shapes(tracks):
        picture = pictures.get(shape.get("frame") or "")
        lost += picture is None
        if picture is not None:
            name = source.relative(picture)
            image = found.setdefault(name, Element("image", {"name": name, **size}))
            image.append(shape)
    return list(found.values()), lost


def _shapes(tracks: Iterable[Element]) -> Iterator[Element]:
    """The shapes that are seen, each with the label of its track."""
    for track in tracks:
        for shape in track:
            if shape.get("outside") != "1":
                yield Element(shape.tag, {**shape.attrib, "label": track.get("label") or ""})


def _by_frame(pictures: Iterable[Path]) -> dict[str, Path]:
    """The pictures by the number at the end of their names; numbers that several have are left out."""
    found: dict[str, list[Path]] = {}
    for path in pictures:
        known = _FRAME.fullmatch(path.stem)
        if known:
            found.setdefault(str(int(known[1])), []).append(path)
    return {frame: paths[0] for frame, paths in found.items() if len(paths) == 1}
