"""How long a training will take and how much memory it wants, told before it starts, with how sure that is."""

from dataclasses import dataclass

from workbench.core.network_size import network_size
from workbench.core.pace import in_words
from workbench.core.recipe import TrainingRecipe

LEARNING = 3.0
"""To learn from a pixel is about three looks at it: forwards, and twice as much back."""

START_SECONDS = 4.0
"""To start the worker, read the pictures and find the weights, about."""

USUAL_SPEED = {"cpu": 15e9, "cuda": 1.5e12}
"""Multiply-adds a second that are taken where nothing was ever trained: a core of the CPU, and a GPU."""

NUMBER_BYTES = 4
COPIES = 5
"""Of every weight: itself, its gradient, two moments of the optimiser, the running average."""

BASE_BYTES = 450_000_000
"""The worker itself, with torch loaded."""

HALF = 0.6
"""Of these bytes, what is left where most numbers have two bytes (a GPU's half precision)."""

GIGABYTE = 1 << 30

KEPT_SPEEDS = 40


@dataclass(frozen=True, slots=True)
class Speed:
    """How quickly a device learnt.

    Attributes:
        device: in the words of `TrainingStarted`.
        network: which one (`network_key`).
        macs: multiply-adds a second.
    """

    device: str
    network: str
    macs: float


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done.

    Attributes:
        recipe: with every open knob settled (core.advice).
        val_pixels: that a validation looks at.
        cores: of the CPU that compute.
        gpu: its name; "" without one.
    """

    recipe: TrainingRecipe
    val_pixels: float
    cores: int
    gpu: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a training will cost.

    Attributes:
        seconds: most likely.
        low: it will hardly be less.
        high: it will hardly be more.
        memory: bytes on the device.
        sure: why that is known, a phrase.
    """

    seconds: float
    low: float
    high: float
    memory: float
    sure: str

    @property
    def words(self) -> str:
        """For people: "About 3 min and 1.2 GB of memory, as the last run of this network went"."""
        low, high = in_words(self.low), in_words(self.high)
        narrow = self.high < 2 * self.low
        time = f"About {in_words(self.seconds)}" if narrow or low == high else f"{low} to {high}"
        memory = f"{self.memory / GIGABYTE:.1f} GB" if self.memory >= GIGABYTE / 10 else "0.1 GB"
        return f"{time} and about {memory} of memory: {self.sure}."


def network_key(recipe: TrainingRecipe) -> str:
    """Recipes of one key run at about the same number of multiply-adds a second."""
    return f"{recipe.backbone}/{recipe.output_stride}/{'plus' if recipe.decoder else 'v3'}"


def work_of_step(recipe: TrainingRecipe) -> float | None:
    """Multiply-adds of a step of a settled recipe; None for a network that is not in the table."""
    size = network_size(recipe)
    return None if size is None else LEARNING * size.macs * recipe.batch_size * recipe.crop_size**2


def speed_of(recipe: TrainingRecipe, device: str, seconds_a_step: float) -> Speed | None:
    """What a run tells about its device; None where there is nothing to be told."""
    work = work_of_step(recipe)
    if not work or seconds_a_step <= 0:
        return None
    return Speed(device, network_key(recipe), work / seconds_a_step)


def with_speed(known: tuple[Speed, ...], new: Speed) -> tuple[Speed, ...]:
    """The figures with a new one in the place of the old one of that device and network."""
    others = [one for one in known if (one.device, one.network) != (new.device, new.network)]
    return (*others, new)[-KEPT_SPEEDS:]


def estimate(task: Task, known: tuple[Speed, ...]) -> Estimate | None:
    """What a training will cost, by the figures of earlier runs; None for a network that is not in the table."""
    recipe, size = task.recipe, network_size(task.recipe)
    step = work_of_step(recipe)
    if size is None or step is None:
        return None
    looks = -(-recipe.steps // recipe.validation_interval(task.val_pixels * recipe.image_scale**2))
    work = recipe.steps * step + looks * task.val_pixels * recipe.image_scale**2 * size.macs
    macs, spread, sure = _speed(task, known)
    seconds = START_SECONDS + work / macs
    return Estimate(seconds, seconds / spread, seconds * spread, memory_of(recipe, bool(task.gpu)), sure)


def memory_of(recipe: TrainingRecipe, gpu: bool) -> float:
    """Bytes that a settled recipe takes while it learns, about; decoded pictures, which give way, are left out."""
    size = network_size(recipe)
    if size is None:
        return BASE_BYTES
    held = recipe.batch_size * recipe.crop_size**2 * size.held
    return BASE_BYTES + size.params * NUMBER_BYTES * COPIES + held * (HALF if gpu else 1.0)


def _speed(task: Task, known: tuple[Speed, ...]) -> tuple[float, float, str]:
    """Multiply-adds a second, the factor by which that may be wrong, and why."""
    here = [one for one in known if _is_of(one.device, task)]
    key = network_key(task.recipe)
    same = [one for one in here if one.network == key]
    if same:
        return same[-1].macs, 1.35, f"this network's last run on {same[-1].device} went so"
    if here:
        return here[-1].macs, 2.0, f"told by another network's run on {here[-1].device}"
    if task.gpu:
        return USUAL_SPEED["cuda"], 4.0, f"a guess, since nothing was trained on {task.gpu} yet"
    return USUAL_SPEED["cpu"] * task.cores, 3.0, "a guess, since nothing was trained on this computer yet"


def _is_of(device: str, task: Task) -> bool:
    return device == task.gpu if task.gpu else "CPU" in device
