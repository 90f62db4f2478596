"""The wheel: everything that the program needs lies in it, and nothing that belongs to the checkout alone."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it is built from the checkout, without any network."""
    pytest.importorskip("hatchling", reason="the wheel's builder is not installed: pip install hatchling")
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("*.whl")
    return built


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as bundle:
        return set(bundle.namelist())


def below(folder: Path) -> set[str]:
    """The tracked files below a folder, relative to it."""
    listed = subprocess.run(["git", "ls-files", "."], cwd=folder, capture_output=True, text=True, check=True).stdout
    return set(listed.splitlines())


def test_resources_guide_and_code_are_in_it(wheel: Path) -> None:
    found = names(wheel)
    wanted = {f"workbench/_resources/{name}" for name in below(ROOT / "resources")}
    wanted |= {f"workbench/_guide/{name}" for name in below(ROOT / "docs" / "guide") if not name.endswith(".py")}
    wanted |= {f"workbench/{name}" for name in below(ROOT / "workbench")}
    assert wanted - found == set()
    assert {name.split("/")[0] for name in found if ".dist-info" not in name and ".data" not in name} == {"workbench"}
    shared = {name.partition(".data/data/")[2] for name in found if ".data/" in name}
    assert {"share/applications/workbench.desktop", "share/icons/hicolor/scalable/apps/workbench.svg"} <= shared


START = """
import sys
from pathlib import Path
import workbench
from workbench.cli.app import main
from workbench.core.places import checkout, guide, resources
from workbench.services.class_lists import templates
from workbench.ui.app import application
from workbench.ui.main_window import MainWindow
assert checkout() is None, checkout()
assert Path(workbench.__file__).is_relative_to(sys.argv[1]), workbench.__file__
app = application()
window = MainWindow()
print(len(templates()), (guide() / "tools.md").is_file(), window.action("brush").icon().isNull())
print(app.windowIcon().availableSizes()[0].width() > 0, "QPushButton" in app.styleSheet())
window.close()
sys.exit(main(["--version"]))
"""


def test_it_runs_where_there_is_no_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as bundle:
        bundle.extractall(tmp_path / "installed")
    variables = {
        name: str(tmp_path / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    }
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path / "installed")],
        cwd=tmp_path,
        env=os.environ | variables | {"PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.splitlines() == ["4 True False", "True True", "workbench 0.1.0"], done.stderr
