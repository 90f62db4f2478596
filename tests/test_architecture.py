"""The house: imports only go down, and the window opens without torch."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

FLOORS = ["core", "pixels", "store", "learn", "exchange", "paint", "demo", "services", "ui", "cli"]


def run(*command: str) -> str:
    """What a process prints in the root of the repository; it must succeed."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_import_contracts() -> None:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    text = run(sys.executable, "-c", program, "--no-cache")
    assert " 0 broken" in text
    assert "BROKEN" not in text


def test_every_floor_is_named_in_the_contracts() -> None:
    found = {p.parent.name for p in (ROOT / "workbench").glob("*/__init__.py")}
    assert found == set(FLOORS)


LOADED = "; print(*sorted({m.split('.')[0] for m in sys.modules}))"


@pytest.mark.parametrize(
    ("module", "strangers"),
    [
        ("core.prediction", {"cv2", "PIL", "PySide6", "torch", "sqlalchemy", "sqlite3"}),
        ("pixels.image_file", {"PySide6", "torch", "sqlalchemy", "sqlite3"}),
        ("store.project", {"cv2", "PIL", "PySide6", "torch"}),
        ("exchange.registry", {"PySide6", "torch", "sqlalchemy", "sqlite3"}),
        ("paint.brush", {"PySide6", "torch", "sqlalchemy", "sqlite3", "PIL"}),
        ("services.rounds", {"PySide6", "torch"}),
        ("cli.app", {"PySide6", "torch"}),
    ],
)
def test_a_floor_loads_none_of_its_strangers(module: str, strangers: set[str]) -> None:
    loaded = set(run(sys.executable, "-c", f"import sys, workbench.{module}{LOADED}").split())
    assert not loaded & strangers
    assert "workbench" in loaded


WINDOW = """
import sys
from PySide6.QtCore import QTimer
from workbench.ui.app import application, run
application()
QTimer.singleShot(0, lambda: QTimer.singleShot(0, application().closeAllWindows))
code = run()
loaded = {m.split(".")[0] for m in sys.modules}
print(code, "PySide6" in loaded, sorted(loaded & {"torch", "torchvision", "safetensors", "pyqtgraph"}))
"""


def test_the_window_opens_without_what_it_needs_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    assert run(sys.executable, "-c", WINDOW).splitlines()[-1] == "0 True []"
