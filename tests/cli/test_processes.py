"""The program in a process of its own: signals, streams, a second process, and what it must not load."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from cli_projects import TINY
from PIL import Image

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.records import RunStatus
from workbench.services import annotation, importing
from workbench.services.library import create_project, open_project

Program = Callable[..., "subprocess.Popen[str]"]
ENDLESS = [*TINY, "--set", "steps=100000", "--set", "validate_every=2"]

TELLING_WHAT_IS_LOADED = """
import json, sys
from workbench.cli.app import main
codes = [main(arguments) for arguments in json.loads(sys.argv[1])]
loaded = {name.split(".")[0] for name in sys.modules}
print(sorted(loaded & {"torch", "torchvision", "PySide6", "safetensors", "pyqtgraph"}), file=sys.stderr)
sys.exit(max(codes))
"""

posix = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")


def until(process: "subprocess.Popen[str]", event: str) -> list[dict[str, object]]:
    """The JSON lines up to the first of that event."""
    lines = []
    for line in process.stdout:
        lines.append(json.loads(line))
        if lines[-1]["event"] == event:
            return lines
    raise AssertionError(f"no {event}: {process.stderr.read()}")


def test_main_py_with_a_verb(program: Program, project: str, tmp_path: Path) -> None:
    process = program("status", project, "--json")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, json.loads(out)["images"], err) == (0, 4, "")
    process = program("status", str(tmp_path / "none"))
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert "There is no project" in err
    assert "workbench new" in err
    process = program("status")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert "PROJECT" in err


def test_a_damaged_picture_is_named_once_and_libraries_keep_quiet(
    program: Program, project: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "damaged"
    folder.mkdir()
    noise = np.random.default_rng(3).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    Image.fromarray(noise).save(folder / "strip.tif", compression="tiff_lzw")
    whole = (folder / "strip.tif").read_bytes()
    (folder / "strip.tif").write_bytes(whole[:200] + b"\xff" * 200 + whole[400:])
    process = program("import", project, str(folder))
    _, err = process.communicate(timeout=60)
    told = [line for line in err.splitlines() if "strip.tif" in line]
    assert len(told) == told[0].count("strip.tif") == 1
    assert "code not yet in table" not in err, "libtiff's own words name neither file nor cure"
    assert "Copy it again" in told[0]


@posix
def test_ctrl_c_stops_a_training_and_keeps_it(program: Program, project: str) -> None:
    process = program(json.dumps([["train", project, *ENDLESS, "--json"]]), script=TELLING_WHAT_IS_LOADED)
    until(process, "checkpoint_saved")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    last = json.loads(out.splitlines()[-1])
    assert (last["event"], last["run"], last["status"]) == ("finished", 1, "stopped")
    assert "kept" in err
    assert "Traceback" not in err
    assert err.splitlines()[-1] == "[]"  # the worker has torch, this process has not
    assert (Path(project) / "runs" / "0001" / "best.safetensors").is_file()
    with open_project(Path(project)) as opened:
        assert opened.run(1).best_miou == last["best_miou"]


@posix
def test_a_second_ctrl_c_discards(program: Program, project: str) -> None:
    process = program("train", project, *ENDLESS, "--set", "crop_size=512", "--json")
    until(process, "step_done")
    process.send_signal(signal.SIGINT)
    while "Ctrl+C again" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    with open_project(Path(project)) as opened:
        status = opened.run(1).status
    # The worker may have obeyed the first one in the meantime.
    assert (process.returncode != 0, status) in {(True, RunStatus.CANCELLED), (False, RunStatus.STOPPED)}


def test_a_reader_that_goes_away_ends_the_training_in_order(program: Program, project: str) -> None:
    process = program("train", project, *ENDLESS, "--json")
    until(process, "step_done")
    process.stdout.close()
    assert process.wait(timeout=60) == 1
    assert "Traceback" not in process.stderr.read()
    with open_project(Path(project)) as opened:
        assert opened.run(1).status == RunStatus.CANCELLED


@posix
def test_ctrl_c_leaves_nothing_of_an_export(program: Program, tmp_path: Path) -> None:
    side = 2000
    noise = np.random.default_rng(1).integers(0, 256, (side, side, 3), dtype=np.uint8)
    (tmp_path / "pictures").mkdir()
    Image.fromarray(noise).save(tmp_path / "pictures" / "a.png")
    with create_project(tmp_path / "project", ClassSet.from_names(["ground"])) as made:
        list(importing.run(made, tmp_path / "pictures"))
        everywhere = np.ones((side, side), dtype=bool)
        edit = edit_from_pixels(made.mask(1), everywhere, np.zeros((side, side), np.uint8), Origin.HAND, "brush")
        assert edit is not None
        annotation.commit(made, 1, edit)
    out = tmp_path / "out"
    process = program("export", str(tmp_path / "project"), str(out / "voc"), "--tile", "16", "--overlap", "8")
    while not list(out.glob(".voc.partial-*/JPEGImages/*")):  # 62,001 tiles are to come
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    told, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in told + err
    assert not out.exists()


def test_a_project_that_is_open_elsewhere_is_refused_by_name(program: Program, project: str) -> None:
    holder = "import sys; from pathlib import Path; from workbench.store.project import Project\n"
    holder += "with Project.open(Path(sys.argv[1])): print('open', flush=True); sys.stdin.readline()"
    held = program(project, script=holder)
    assert held.stdout.readline() == "open\n"
    for arguments in (["status", project, "--json"], ["train", project], ["check", project]):
        process = program(*arguments)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (1, "")
        assert f"open in process {held.pid}" in err
        assert "Close it there" in err
    held.communicate("\n", timeout=60)
    process = program("status", project, "--json")
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_verbs_load_neither_qt_nor_torch(program: Program, project: str, pictures: Path, tmp_path: Path) -> None:
    verbs = [["import", project, str(pictures)], ["status", project], ["queue", project], ["check", project]]
    verbs += [["export", project, str(tmp_path / "voc")]]
    process = program(json.dumps(verbs), script=TELLING_WHAT_IS_LOADED)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert err.splitlines()[-1] == "[]"
