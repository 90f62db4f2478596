"""Every format out, with its proof, and every format in: images a second, on rendered 500 x 375 photographs.

Ours reads everything back and compares every pixel before the folder gets its name; the importers decode every picture
and every mask, as an import does before it commits. What imports take of the processors is told too, as images a
second of two cores with nothing else to do: that figure means something on a busy machine. VOC stands beside labelme's
own way to a VOC folder, which proves nothing, on the same photographs; --peer-python names an interpreter that has
labelme.
"""

import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from foreign_folders import FOLDERS
from peer_programs import Peer, drive, find
from report import Row, options, print_rows

from workbench.core.classes import ClassSet
from workbench.core.errors import WorkbenchError
from workbench.core.mask import LabelMask, Origin
from workbench.core.records import Split
from workbench.exchange.registry import formats_out, read_dataset, write_dataset
from workbench.exchange.writing.export_image import ExportImage
from workbench.services.found_files import read_ahead

HEIGHT, WIDTH = 375, 500
CLASSES = ClassSet.from_names(["background", "road", "car", "tree", "sky", "house", "person", "sign"])
CORES = 2
IMPORT_GOAL = 300.0
WITHOUT_IMPORTER = ("index",)
"""Formats whose folders are not read: they hold no pictures."""


def main() -> None:
    given = options(__doc__ or "", peers=True)
    count, rounds = (60, 2) if given.quick else (400, 5)
    python = find(["labelme"], [*given.peer_python, sys.executable])["labelme"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        images = [_render(folder, number) for number in range(count)]
        out: dict[str, list[float]] = {row.name: [] for row in formats_out()}
        read: dict[str, list[float]] = {row.name: [] for row in formats_out() if row.name not in WITHOUT_IMPORTER}
        for format_name, make in FOLDERS.items():
            make(folder / format_name, CLASSES, images)
            read[format_name] = []
        of_cores: dict[str, list[float]] = {name: [] for name in read}
        peers: list[Peer] = []
        for number in range(rounds):  # By turns, so that a busy machine slows all of them.
            for format_name in out:
                dest = folder / f"{format_name}-{number}"
                out[format_name].append(count / _export(format_name, dest, images))
            for format_name in read:
                written = folder / f"{format_name}-{number}"
                seconds, busy = _import(written if format_name in out else folder / format_name)
                read[format_name].append(count / seconds)
                of_cores[format_name].append(CORES * count / busy)
            arguments = [str(folder / f"labelme-{number}"), str(folder / f"peer-{number}")]
            peers.append(drive("labelme", python, "labelme_voc.py", arguments, 300.0))
    rows = [row for format_name, rates in out.items() for row in _out_rows(format_name, rates, peers)]
    rows += [_plain_row(f"{format_name}: in", rates) for format_name, rates in read.items()]
    rows += [_cores_row(format_name, rates) for format_name, rates in of_cores.items()]
    print_rows(rows, given)
    if not given.json:
        print("\n".join(dict.fromkeys(note for peer in peers for note in peer.notes)))


def _out_rows(format_name: str, rates: list[float], peers: list[Peer]) -> list[Row]:
    """One row; for VOC one beside labelme as it comes, with coloured overlays, and one beside it without them."""
    answered = [peer for peer in peers if peer.figures]
    if format_name != "voc" or not answered:
        return [_plain_row(f"{format_name}: out, with proof", rates)]
    ours = statistics.median(rates)
    rows = []
    for what in ("with overlays", "plain"):
        peer = statistics.median(one.figures[what]["median"] for one in answered)
        met = ours >= 10 * peer
        rows.append(Row(f"voc: out, with proof; peer {what}", ours, peer, "images/s", "10 times the peer", met))
    return rows


def _plain_row(what: str, rates: list[float]) -> Row:
    return Row(what, statistics.median(rates), None, "images/s", "", None)


def _cores_row(format_name: str, rates: list[float]) -> Row:
    ours = statistics.median(rates)
    goal = f"{IMPORT_GOAL:.0f} on two cores"
    return Row(f"{format_name}: in, by processor time", ours, None, "images/s", goal, ours >= IMPORT_GOAL)


def _export(format_name: str, dest: Path, images: list[ExportImage]) -> float:
    began = time.perf_counter()
    for _ in write_dataset(format_name, dest, CLASSES, images):
        pass
    return time.perf_counter() - began


def _import(source: Path) -> tuple[float, float]:
    """Seconds, and seconds of all processors together."""
    began, busy = time.perf_counter(), time.process_time()
    for _, answer in read_ahead(read_dataset(source)):
        if isinstance(answer, WorkbenchError):
            raise answer
    return time.perf_counter() - began, time.process_time() - busy


def _render(folder: Path, number: int) -> ExportImage:
    """A photograph of about VOC's file size with eight polygons, and its mask in memory."""
    rng = np.random.default_rng(number)
    rgb = np.full((HEIGHT, WIDTH, 3), 96.0, dtype=np.float32)
    mask = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    for _ in range(8):
        center, radius = rng.uniform((50, 50), (WIDTH - 50, HEIGHT - 50)), rng.uniform(15, 110)
        angles = np.sort(rng.uniform(0, 2 * np.pi, 24))
        points = center + radius * rng.uniform(0.7, 1.0, (24, 1)) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        outline = np.rint(points).astype(np.int32)
        cv2.fillPoly(rgb, [outline], rng.uniform(30, 220, 3).tolist())
        cv2.fillPoly(mask, [outline], int(rng.integers(1, len(CLASSES))))
    for size, strength in ((12, 25.0), (60, 15.0), (250, 10.0)):
        grain = rng.normal(0, strength, (size, size, 3)).astype(np.float32)
        rgb += cv2.resize(grain, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    path = folder / f"{number:05}.jpg"
    cv2.imwrite(str(path), np.clip(rgb, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 90])
    split = Split.VAL if number % 5 == 4 else Split.TRAIN
    whole = LabelMask(mask, np.full_like(mask, Origin.HAND))
    return ExportImage(path.name, path, split, HEIGHT, WIDTH, partial(_same, whole))


def _same(mask: LabelMask) -> LabelMask:
    return mask


if __name__ == "__main__":
    main()
