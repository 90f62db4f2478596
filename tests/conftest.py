"""For every test: Qt without a screen, and no thread left behind."""

import gc
import os
import threading
import time
from collections.abc import Iterator

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QThread


def _left_behind(before: set[int]) -> list[str]:
    threads = [t.name for t in threading.enumerate() if t.ident not in before and not t.daemon]
    running = [
        f"QThread {o.objectName() or hex(id(o))}"
        for o in gc.get_objects()
        if type(o).__mro__.count(QThread) and _runs(o)
    ]
    return threads + running


def _runs(thread: QThread) -> bool:
    try:
        return thread.isRunning() and thread is not QThread.currentThread()
    except RuntimeError:  # Qt has deleted it already
        return False


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    before = {t.ident for t in threading.enumerate() if t.ident is not None}
    yield
    deadline = time.monotonic() + 2.0
    while (left := _left_behind(before)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left, f"left running: {', '.join(left)}"
