"""Two processes agree: on the size of parts, on the weights they start from, and on how they go on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="torchrun's processes are watched as on POSIX")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What each process tells of the runs in pair.py: by run the losses, the notices and how it ended."""
    folder = tmp_path_factory.mktemp("pair")
    for rank in (0, 1):
        (folder / f"images{rank}").mkdir()
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    script = Path(__file__).with_name("pair.py")
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{script.parent}", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [*command, str(script), str(folder)], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return [json.loads((folder / f"{rank}.json").read_text()) for rank in (0, 1)]


def test_a_run_of_two_that_was_interrupted_goes_on_exactly(told: list[dict[str, Any]]) -> None:
    """With dropout: the losses are equal only when the random numbers of both go on where they were."""
    for rank in (0, 1):
        whole, first, rest = (told[rank][name] for name in ("whole", "first", "rest"))
        assert first[2] == "stopped"
        assert first[0] + rest[0] == whole[0]
        assert len(whole[0]) == 6
    assert told[0]["random"] != told[1]["random"]


def test_a_memory_that_is_short_in_one_process_halves_the_parts_of_both(told: list[dict[str, Any]]) -> None:
    for rank in (0, 1):
        assert told[rank]["short"][0] == pytest.approx(told[rank]["roomy"][0], rel=1e-4)
        assert any("does not hold 2 crops" in words for words in told[rank]["short"][1])
        assert not any("does not hold" in words for words in told[rank]["roomy"][1])


def test_one_process_gets_the_weights_for_both(told: list[dict[str, Any]]) -> None:
    assert told[1]["asked"] == []
    assert len(told[0]["asked"]) == 5  # a run that goes on has its own
    for rank in (0, 1):
        assert "weights number 1" in told[rank]["whole"][1]


def test_a_wish_while_one_gets_the_weights_ends_both(told: list[dict[str, Any]]) -> None:
    for rank in (0, 1):
        assert told[rank]["unwanted"][0] == []
        assert told[rank]["unwanted"][2] == "cancelled"
