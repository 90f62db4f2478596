"""The program's entry: the window with no verb, else the verb.

Exit codes: 0 done; 1 the user's world (message and cure on standard error); 2 wrong usage.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import typer

import workbench
from workbench.cli import demo, exporting, models, networks, progress, projects, replaying, safety
from workbench.cli.console import complain, flush
from workbench.cli.display import check_display
from workbench.cli.quiet import keep_libraries_quiet
from workbench.core.errors import MissingError, WorkbenchError

app = typer.Typer(
    name="workbench",
    help="Turn a folder of images into a trained segmentation model. `workbench [PROJECT]` opens the window.",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
)

_VERBS: dict[str, Callable[..., None]] = {
    "new": projects.new,
    "import": projects.import_,
    "relink": projects.relink,
    "status": projects.status,
    "train": models.train,
    "predict": models.predict,
    "evaluate": models.evaluate,
    "visualise": models.visualise,
    "queue": models.queue,
    "progress": progress.progress,
    "model": networks.model,
    "export-model": networks.export_model,
    "export": exporting.export,
    "check": projects.check,
    "restore": safety.restore,
    "recover": safety.recover,
    "demo": demo.demo,
    "replay": replaying.replay,
}
for _name, _verb in _VERBS.items():
    app.command(_name)(_verb)


@app.callback(invoke_without_command=True)
def _root(version: bool = typer.Option(False, "--version", help="Print the version.")) -> None:
    if version:
        print(f"workbench {workbench.__version__}")


def main(arguments: list[str] | None = None) -> int:
    """Run the program with these arguments (default: those of the process) and return its exit code."""
    if arguments is None:
        keep_libraries_quiet()
    given = sys.argv[1:] if arguments is None else arguments
    try:
        if not given or (given[0] not in _VERBS and not given[0].startswith("-")):
            return _open_window(given)
        app(given)  # always ends with SystemExit, whatever library of options typer brings along
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except WorkbenchError as error:
        complain(error)
        return 1
    finally:
        flush()
    return 0


def _open_window(given: list[str]) -> int:
    if len(given) > 1:
        print(f"{given[0]!r} is no verb. Verbs: {', '.join(_VERBS)}.", file=sys.stderr)
        return 2
    if given and not Path(given[0]).exists():
        raise MissingError(
            f"{given[0]!r} is neither a verb nor a project.", f"Verbs: {', '.join(_VERBS)}; or make a project first."
        )
    check_display()
    from workbench.ui.app import run  # the verbs must not wait for Qt

    return run(Path(given[0]) if given else None)


if __name__ == "__main__":
    sys.exit(main())
