"""What replays gave, as JSON, as a table of points and as a picture of curves."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import astuple, fields
from pathlib import Path

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import voc_palette
from workbench.core.events import Replayed
from workbench.core.whole_file import whole_file

Means = tuple[float, float, float]
"""Seconds, images and mIoU of a round, over all seeds."""

_CURE = "Choose a folder that may be written."
_SIZE = (860, 520)
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 20, 40, 60
_GREY, _INK = (225, 225, 225), (60, 60, 60)


def as_json(points: Sequence[Replayed]) -> dict[str, object]:
    """For each strategy the means over all seeds, round by round."""
    return {
        "strategies": {
            name: {
                "seconds": [round(seconds, 1) for seconds, _, _ in curve],
                "images": [images for _, images, _ in curve],
                "miou": [round(miou, 4) for _, _, miou in curve],
            }
            for name, curve in curves(points).items()
        },
        "seeds": len({point.seed for point in points}),
    }


def curves(points: Sequence[Replayed]) -> dict[str, list[Means]]:
    """For each strategy, in the order in which they came: (seconds, images, mIoU) of each round, means over seeds."""
    found: dict[str, list[Means]] = {}
    for name in dict.fromkeys(point.strategy for point in points):
        rounds = sorted({point.round for point in points if point.strategy == name})
        found[name] = [_mean([p for p in points if (p.strategy, p.round) == (name, number)]) for number in rounds]
    return found


def write_csv(path: Path, points: Sequence[Replayed]) -> None:
    """Every point of every seed, a row each."""
    with whole_file(path, "The table of the replay", _CURE) as raw:
        text = io.StringIO(newline="")
        table = csv.writer(text)
        table.writerow([field.name for field in fields(Replayed)])
        table.writerows(astuple(point) for point in points)
        raw.write(text.getvalue().encode("utf-8"))


def write_png(path: Path, points: Sequence[Replayed]) -> None:
    """mIoU against seconds of work, and beside it against images; a line for each strategy."""
    found = curves(points)
    seconds = _plot(found, lambda point: point[0] / 60, "minutes of simulated work")
    images = _plot(found, lambda point: point[1], "images painted")
    done, data = cv2.imencode(".png", cv2.cvtColor(np.hstack([seconds, images]), cv2.COLOR_RGB2BGR))
    assert done
    with whole_file(path, "The picture of the replay", _CURE) as raw:
        raw.write(data.tobytes())


def _mean(points: Sequence[Replayed]) -> Means:
    rows = np.array([(point.seconds, point.images, point.miou) for point in points], dtype=np.float64)
    seconds, images, miou = rows.mean(axis=0).tolist()
    return seconds, images, miou


def _plot(
    found: dict[str, list[Means]],
    across: Callable[[Means], float],
    title: str,
) -> U8:
    """uint8 (H, W, 3) RGB."""
    width, height = _SIZE
    picture = np.full((height, width, 3), 255, dtype=np.uint8)
    every = [point for curve in found.values() for point in curve]
    last = max(across(point) for point in every)
    mious = [point[2] for point in every]
    low, high = np.floor(20 * min(mious)) / 20, np.ceil(20 * max(mious) + 0.01) / 20

    def place(x: float, miou: float) -> tuple[int, int]:
        right, bottom = width - _RIGHT, height - _BOTTOM
        up = (miou - low) / (high - low)
        return round(_LEFT + (right - _LEFT) * x / last), round(bottom - (bottom - _TOP) * up)

    def write(text: str, at: tuple[int, int], color: tuple[int, int, int] = _INK) -> None:
        cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.45, color, 1, cv2.LINE_AA)

    for step in range(round((high - low) * 20) + 1):
        miou = low + step / 20
        cv2.line(picture, place(0, miou), place(last, miou), _GREY, 1)
        write(f"{miou:.2f}", (12, place(0, miou)[1] + 5))
    for quarter in range(5):
        at = place(last * quarter / 4, low)
        write(f"{last * quarter / 4:.1f}", (at[0] - 12, at[1] + 20))
    write(f"mIoU on untouched images, against {title}", (_LEFT, 24))
    palette = voc_palette()
    for number, (name, curve) in enumerate(found.items(), start=1):
        color = tuple(int(value) for value in palette[number])
        line = [place(across(point), point[2]) for point in curve]
        cv2.polylines(picture, [np.array(line, dtype=np.int32)], False, color, 2, cv2.LINE_AA)
        for at in line:
            cv2.circle(picture, at, 3, color, -1, cv2.LINE_AA)
        write(name, (width - 130, height - _BOTTOM - 12 - 18 * (len(found) - number)), (color[0], color[1], color[2]))
    return picture
