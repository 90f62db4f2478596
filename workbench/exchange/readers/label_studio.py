"""Label Studio's JSON export: tasks with brush strokes, polygons and ellipses."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs, unquote, urlsplit

from workbench.core.errors import BadInputError, WorkbenchError
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Recognised, Remark, Sure
from workbench.exchange.numbering import Entry, Numbering, number_classes
from workbench.exchange.parsing.document import Part
from workbench.exchange.parsing.json_file import read_json
from workbench.exchange.picture_finder import PictureFinder
from workbench.exchange.readers.refused import refused_image
from workbench.exchange.regions import Region, Size, draw_mask
from workbench.exchange.shapes import outline, packed_bits
from workbench.exchange.shapes.patch import Patch
from workbench.exchange.source import Source, plain_name, split_of_folder
from workbench.pixels.image_file import SUFFIXES

KINDS = ("brushlabels", "polygonlabels", "ellipselabels")

LEFT_OUT = "results are no regions with a class (boxes, points, choices); they were left out"
SECOND = "images were done by several people; the first one's regions were taken"

GUESSED = "images have only what a model predicted, which was left out: submit it in Label Studio first"

_PREFIX = 9
"""Characters that the server puts before a file's name: eight digits and a dash."""


def recognise(source: Source) -> Recognised | None:
    """Whether there is a JSON file with results of tasks."""
    found = source.first_with(".json", _is_export)
    return Recognised(Sure.CERTAIN, f"Label Studio's tasks in {source.relative(found)}") if found else None


def read(source: Source) -> FoundDataset:
    """The images of all tasks. Pixels of no region stay unlabelled: a brush is for what has been looked at."""
    documents = [read_json(path) for path in source.all_with(".json", _is_export)]
    if not documents:
        raise BadInputError(f"There is no export of Label Studio in {source.path}.", "Export as JSON.")
    finder = PictureFinder(source)
    tasks: list[tuple[Part, Path | FoundImage | None]] = []
    names: dict[str, None] = {}
    for document in documents:
        for task in document.items():
            try:
                names |= dict.fromkeys(label for result in _results(task)[0] for label in _labels(result)[:1])
                tasks.append((task, _picture(source, finder, task)))
            except WorkbenchError as error:
                tasks.append((task, refused_image(source, task.path, error)))
    numbering = number_classes([Entry(name, name) for name in names], documents[0].path)
    images = tuple(
        found if isinstance(found, FoundImage) else _image(source, numbering, task, found)
        for task, found in tasks
        if found is not None
    )
    why = f"Label Studio's tasks in {', '.join(source.relative(d.path) for d in documents[:3])}"
    return FoundDataset("label-studio", why, numbering.classes, images, finder.notices())


def _is_export(text: str) -> bool:
    """Of whole tasks, or of tasks with nothing but their regions (JSON-MIN)."""
    whole = '"result"' in text and any(f'"{word}"' in text for word in (*KINDS, "from_name", "to_name"))
    return whole or ('"original_width"' in text and any(f'"{word}"' in text for word in KINDS))


def _image(source: Source, numbering: Numbering, task: Part, picture: Path) -> FoundImage:
    name = source.relative(picture)
    load = partial(_load, task, numbering, picture)
    return FoundImage(plain_name(name), picture, split_of_folder(name), task.path, load)


def _results(task: Part) -> tuple[list[Part], bool]:
    """What the first person who finished the task found, and whether there was a second one."""
    if not task.has("annotations") and not task.has("data"):
        lists = [values for _, values in task.named() if isinstance(values.value, list)]
        return [_whole(part) for values in lists for part in values.items()], False
    done = [a for a in task["annotations"].items() if not (a.has("was_cancelled") and a.value["was_cancelled"])]
    done.sort(key=lambda a: not (a.has("ground_truth") and a.value["ground_truth"]))
    return (list(done[0]["result"].items()) if done else []), len(done) > 1


def _whole(region: Part) -> Part:
    """A region of JSON-MIN in the form of a result: what tells its kind is the name of its labels."""
    value = region.value if isinstance(region.value, dict) else {}
    kind = next((name for name in KINDS if name in value), "")
    return Part(region.path, region.place, {**value, "type": kind, "value": value} if kind else {})


def _labels(result: Part) -> list[str]:
    """The classes of a result that is a region; [] for all others."""
    kind = result["type"].text() if result.has("type") else ""
    if kind not in KINDS or not result.has("value") or not result["value"].has(kind):
        return []
    return [label.text() for label in result["value"][kind].items()]


def _picture(source: Source, finder: PictureFinder, task: Part) -> Path | None:
    """The local file of a task: its name may be a server's address, with or without the server's prefix."""
    data = task["data"] if task.has("data") else task
    told = [part.value for _, part in data.named() if isinstance(part.value, str)]
    told += [task.value["file_upload"]] if isinstance(task.value.get("file_upload"), str) else []
    names = [name for text in told if PurePosixPath(name := _local(text)).suffix.lower() in SUFFIXES]
    if not names:
        raise data.error("names no picture")
    there = {path.name for path in source.pictures}
    for name in names:
        bare = PurePosixPath(name)
        for short in (bare, bare.with_name(bare.name[_PREFIX:] or bare.name)):
            if short.name in there:
                return finder.find(short.as_posix(), task.path)
    return finder.find(names[0], task.path)


def _local(text: str) -> str:
    """The path in an address: /data/upload/1/x.png, s3://bucket/x.png, /data/local-files/?d=folder/x.png."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    local = parse_qs(parts.query).get("d")
    return local[0] if local else unquote(parts.path)


def _load(task: Part, numbering: Numbering, picture: Path) -> FoundMask:
    results, several = _results(task)
    regions, left_out, size = [], 0, None
    for result in results:
        labels = _labels(result)
        left_out += not labels
        if labels:
            own = result["original_width"].whole(1), result["original_height"].whole(1)
            if size not in {None, own}:
                raise result.error("has another size than the results before it")
            size = own
            where = f"{result.path}: {result.place}"
            regions.append(Region(numbering.by_key[labels[0]], partial(_draw, result, own), where))
    guessed = task.has("predictions") and bool(task.value["predictions"]) and not results
    odd = (
        Remark(LEFT_OUT, left_out, str(picture)),
        Remark(SECOND, int(several), str(picture)),
        Remark(GUESSED, int(guessed), str(picture)),
    )
    return draw_mask(regions, numbering.rest, picture, size, task.path, [remark for remark in odd if remark.count])


def _draw(result: Part, size: Size, height: int, width: int) -> Iterable[Patch]:
    value = result["value"]
    share = (size[0] / 100, size[1] / 100)  # places are told in per cent
    match result["type"].text():
        case "brushlabels":
            runs = value["rle"]
            if not isinstance(runs.value, list) or not all(type(v) is int and 0 <= v <= 255 for v in runs.value):
                raise runs.error("is no list of bytes")
            return [Patch(0, 0, packed_bits.decode(bytes(runs.value), height, width))]
        case "polygonlabels":
            return outline.drawn([value["points"].points() * share], height, width)
    x, y = value["x"].number() * share[0], value["y"].number() * share[1]
    across, down = value["radiusX"].number() * share[0], value["radiusY"].number() * share[1]
    turn = value["rotation"].number() if value.has("rotation") else 0.0
    return outline.drawn([outline.ellipse(x, y, across, down, turn)], height, width)
