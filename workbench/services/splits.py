"""Which images train and which validate: decided once, at an image's first label."""

from workbench.core.records import Split

VAL_SHARE = 0.2


def choose(
    images: dict[Split, int],
    images_with_class: dict[Split, dict[int, int]],
    present: set[int],
    share: float = VAL_SHARE,
) -> Split:
    """The split of a newly labelled image.

    The first labelled image trains and the second validates, so that a model can be judged from two images on.
    Afterwards val is chosen when it lacks images, and images with the classes at hand, by one image in sum.

    Args:
        images: how many images each split has.
        images_with_class: for each split, in how many of its images each class occurs.
        present: classes of the new image.
        share: wanted share of val, 0..1.
    """
    train, val = images[Split.TRAIN], images[Split.VAL]
    if train == 0:
        return Split.TRAIN
    if val == 0:
        return Split.VAL
    lacking = [
        _lack(images_with_class[Split.TRAIN].get(c, 0), images_with_class[Split.VAL].get(c, 0), share) for c in present
    ]
    in_sum = _lack(train, val, share) + sum(lacking) / max(1, len(lacking))
    return Split.VAL if in_sum >= 1.0 else Split.TRAIN


def _lack(train: int, val: int, share: float) -> float:
    """How many images val would be short of, were one more image labelled."""
    return share * (train + val + 1) - val
