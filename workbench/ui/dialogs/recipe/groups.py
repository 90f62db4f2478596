"""In which order and under which headings a form shows the knobs."""

from workbench.core.knobs import Knob

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Network", ("backbone", "weights", "decoder", "output_stride", "head", "norm")),
    ("Length", ("steps", "validate_every", "patience")),
    ("Images and crops", ("image_scale", "crop_size", "batch_size")),
    (
        "Variety",
        (
            "scale_min",
            "scale_max",
            "flip",
            "flip_vertical",
            "rotation",
            "color_jitter",
            "blur",
            "noise",
            "copy_paste",
        ),
    ),
    ("What counts", ("class_balance", "dice", "hardest", "auxiliary")),
    (
        "How it learns",
        ("optimizer", "learning_rate", "head_rate_factor", "weight_decay", "warmup", "poly_power", "ema", "seed"),
    ),
    ("Beside it", ("tensorboard",)),
)

REST = "Other"


def grouped(knobs: tuple[Knob, ...]) -> list[tuple[str, list[Knob]]]:
    """All knobs under their headings; those that no heading names come last, under one of their own."""
    by_name = {knob.name: knob for knob in knobs}
    found = [(title, [by_name.pop(name) for name in names if name in by_name]) for title, names in GROUPS]
    return [(title, rows) for title, rows in [*found, (REST, list(by_name.values()))] if rows]
