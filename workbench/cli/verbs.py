"""The verbs of the command line, by name."""

from collections.abc import Callable

import typer

import workbench
from workbench.cli import demo, exporting, models, networks, progress, projects, replaying, safety
from workbench.cli.examples import EXIT_CODES, epilog

app = typer.Typer(
    name="workbench",
    help="Turn a folder of images into a trained segmentation model. `workbench [PROJECT]` opens the window; the verbs "
    "do the same work without it. `workbench VERB --help` tells of one verb.",
    epilog=EXIT_CODES,
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
)

VERBS: dict[str, Callable[..., None]] = {
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
for _name, _verb in VERBS.items():
    app.command(_name, epilog=epilog(_name))(_verb)


@app.callback(invoke_without_command=True)
def _root(version: bool = typer.Option(False, "--version", help="Print the version.")) -> None:
    if version:
        print(f"workbench {workbench.__version__}")
