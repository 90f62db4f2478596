"""Make an environment for each of the other programs, then let them read what the workbench writes.

    python tests/exchange/peers/install.py FOLDER

FOLDER gets one virtual environment a program, about 2 GB in all; what is there already is used as it is. The tests run
in the interpreter that runs this script. To run them again later: WORKBENCH_PEER_PYTHONS=FOLDER/datumaro/bin/python:...
"""

import argparse
import os
import subprocess
import sys
import venv
from pathlib import Path

PROGRAMS = {
    "datumaro": ["datumaro"],
    "labelme": ["labelme"],
    "supervision": ["supervision", "opencv-python-headless"],
    "tfrecord": ["tfrecord", "pillow", "pycocotools"],
}
"""Each environment, and what is installed into it: Datumaro's demands on other packages fit nobody else's."""

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Install what is missing, run the tests, and give their exit code."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("folder", type=Path, help="where the environments are made")
    folder = given.parse_args().folder.expanduser().resolve()
    pythons = [_environment(folder / name, packages) for name, packages in PROGRAMS.items()]
    tests = [sys.executable, "-m", "pytest", "-rs", str(HERE.parent / "test_other_readers.py")]
    environment = os.environ | {"WORKBENCH_PEER_PYTHONS": os.pathsep.join(pythons)}
    return subprocess.run(tests, env=environment, cwd=HERE.parents[2], check=False).returncode


def _environment(home: Path, packages: list[str]) -> str:
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not (home / "complete").exists():
        print(f"Installing {', '.join(packages)} into {home}", flush=True)
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        (home / "complete").touch()
    return str(python)


if __name__ == "__main__":
    sys.exit(main())
