"""What changes or leaves a project: imports, found pictures, exports, merged classes."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ImportBegins:
    """So many images are about to come in; `harmless`: nothing that is there can change, so that a person may paint."""

    images: int
    harmless: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """The last event of an import: how many images are new, how many masks came in, how many items were left out.

    `known` images were in the project already. `dry`: it was only looked at, so many would come in.
    """

    format: str
    why: str
    images: int
    masks: int
    refused: int
    known: int = 0
    dry: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """What the classes of a source are called in the project if it comes in, by name; "" for unlabelled."""

    classes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """An image that an import would bring in: its size, its split, whether the project has it, pixels by class name."""

    item: str
    width: int
    height: int
    split: str
    known: bool
    classes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relinked:
    """The last event of looking for moved pictures: how many were found, and how many are still missing."""

    found: int
    missing: int


@dataclass(frozen=True, slots=True)
class Exported:
    """The last event of an export: `verified` images with so many `pixels` were read back and compared.

    `differing` pixels came back as another class; `rule` says in words which difference the format lets pass, `loses`
    what else it cannot hold.
    """

    folder: str
    images: int
    seconds: float
    verified: int
    pixels: int = 0
    differing: int = 0
    rule: str = ""
    loses: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The last event of a merge: the class `source` is hidden now, its pixels in so many images belong to `target`."""

    source: str
    target: str
    images: int
    pixels: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """The last event of accepting on many images: so many of those that were asked for have got so many pixels."""

    images: int
    pixels: int
    asked: int
