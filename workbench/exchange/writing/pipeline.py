"""Run many small jobs in a few threads, results in order, never far ahead of whoever takes them."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

MOST_THREADS = 4


def in_order(jobs: Iterable[Callable[[], Result]], most: int = MOST_THREADS) -> Iterator[Result]:
    """The jobs' results, in the jobs' order.

    `jobs` itself is advanced in the caller's thread, so it may read from a database of one owner. When a job fails, or
    the caller closes this generator, jobs that have not begun are dropped and the threads are gone on return.

    Args:
        jobs: what is to be run.
        most: how many run at once, at most; twice as many wait.
    """
    workers = max(1, min(most, os.cpu_count() or 1))
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for job in jobs:
                waiting.append(pool.submit(job))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
