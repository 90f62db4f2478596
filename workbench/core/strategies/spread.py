"""From what images are worth to the order in which they come: groups take turns."""

import heapq
from collections.abc import Sequence

import numpy as np

from workbench.core.strategies.candidates import F64


def spread(values: F64, groups: Sequence[str]) -> list[int]:
    """Rows in order: a permutation of all.

    The next is the row with the highest value / (1 + images of its group so far): each image of a group makes its
    likes worth less (the divisors of D'Hondt), and a group never comes twice in a row while there is another one.

    Args:
        values: float64 (n,), 0 or more.
        groups: of each row; "" for a row that belongs to none.
    """
    members: dict[object, list[int]] = {}
    for row in np.argsort(-values, kind="stable"):
        members.setdefault(groups[row] or int(row), []).append(int(row))
    heap = [(-float(values[rows[0]]), rows[0], group) for group, rows in members.items()]
    heapq.heapify(heap)
    served: dict[object, int] = dict.fromkeys(members, 0)
    order: list[int] = []
    held: tuple[float, int, object] | None = None
    while heap or held:
        if not heap and held is not None:
            heapq.heappush(heap, held)
            held = None
        _, row, group = heapq.heappop(heap)
        order.append(row)
        if held is not None:
            heapq.heappush(heap, held)
            held = None
        served[group] += 1
        if served[group] < len(members[group]):
            following = members[group][served[group]]
            held = (-float(values[following]) / (1 + served[group]), following, group)
    return order
