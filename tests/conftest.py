"""For every test: Qt without a screen, and no thread or process left behind."""

import gc
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest

gc.disable()  # never on a thread that is not the window's (see workbench.ui.work.collector)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=200, help="how often the painting program is killed (tests/crash)")
    parser.addoption("--mutants", type=int, default=600, help="how many damaged project files are read (tests/crash)")
    parser.addoption("--pauses", metavar="FILE", help="write the table of the window's pauses there (tests/journeys)")
    parser.addoption("--mutations", type=int, default=40, help="damaged sources for each format (tests/exchange)")


def _left_behind(before: set[int]) -> list[str]:
    threads = [t.name for t in threading.enumerate() if t.ident not in before and not t.daemon]
    core = sys.modules.get("PySide6.QtCore")  # tests without a window do not pay for one
    if core is None or core.QCoreApplication.instance() is None:
        return threads
    running = [o for o in gc.get_objects() if issubclass(type(o), core.QThread) and _runs(o, core)]
    return threads + [f"QThread {o.objectName() or hex(id(o))}" for o in running]


def _children() -> set[int]:
    """Processes that this one has started and that still run; only Linux tells."""
    lists = Path("/proc/self/task").glob("*/children") if Path("/proc/self/task").is_dir() else []
    return {int(pid) for children in lists for pid in children.read_text().split()}


def _runs(thread: Any, core: Any) -> bool:
    try:
        return bool(thread.isRunning()) and thread is not core.QThread.currentThread()
    except RuntimeError:  # Qt has deleted it already
        return False


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that the program can make again is kept among the person's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(autouse=True)
def garbage_is_collected_here() -> Iterator[None]:
    yield
    due = [g for g in (2, 1, 0) if gc.get_count()[g] > gc.get_threshold()[g]]
    if due:
        gc.collect(due[0])


@pytest.fixture(autouse=True)
def no_window_left_behind() -> Iterator[None]:
    """A window that stays in memory is dressed anew with each theme, and a dialog stands before the next test's."""
    before = set(_windows())
    yield
    for window in _windows():
        if window not in before:
            window.hide()
            if isinstance(window, sys.modules["PySide6.QtWidgets"].QMainWindow):
                window.deleteLater()
    if core := sys.modules.get("PySide6.QtCore"):
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)


def _windows() -> list[Any]:
    """What stands on the screen by itself, shown or not; tests without a window do not pay for one."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = widgets and widgets.QApplication.instance()
    return application.topLevelWidgets() if application else []


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    before = {t.ident for t in threading.enumerate() if t.ident is not None}
    yield
    deadline = time.monotonic() + 2.0
    while (left := _left_behind(before)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left, f"left running: {', '.join(left)}"


@pytest.fixture(autouse=True, scope="module")
def no_process_left_behind() -> Iterator[None]:
    before = _children()
    yield
    left = _children() - before
    assert not left, f"processes left running: {left}"
