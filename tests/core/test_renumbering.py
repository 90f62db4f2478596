"""Numbers of a class plane replaced by others: what is looked up, and what it takes in memory."""

import tracemalloc

import numpy as np

from workbench.core.mask import renumbered


def test_every_number_becomes_the_tables_and_nothing_is_widened() -> None:
    rng = np.random.default_rng(3)
    classes = rng.integers(0, 256, (1300, 900), dtype=np.uint8)
    table = rng.permutation(256).astype(np.uint8)
    before = classes.copy()
    tracemalloc.start()
    try:
        found = renumbered(classes, table)
        peak = tracemalloc.get_traced_memory()[1] / classes.size
    finally:
        tracemalloc.stop()
    assert found.tobytes() == classes.tobytes().translate(table.tobytes())
    assert np.array_equal(classes, before)
    assert peak < 4
