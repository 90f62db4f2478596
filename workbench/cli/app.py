"""The program's entry: the window with no verb, else the verb.

Exit codes: 0 done; 1 the user's world (message and cure on standard error); 2 wrong usage.
"""

import sys
from pathlib import Path

from workbench.cli.display import check_display
from workbench.cli.quiet import keep_libraries_quiet
from workbench.core.errors import UsageError, WorkbenchError


def main(arguments: list[str] | None = None) -> int:
    """Run the program with these arguments (default: those of the process) and return its exit code."""
    if arguments is None:
        keep_libraries_quiet()
    given = sys.argv[1:] if arguments is None else arguments
    try:
        if not given or _opens_window(given[0]):
            return _open_window(given)
        from workbench.cli.verbs import app  # the window must not wait for the verbs

        app(given)  # always ends with SystemExit, whatever library of options typer brings along
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except WorkbenchError as error:
        from workbench.cli.console import complain

        complain(error)
        return 2 if isinstance(error, UsageError) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _opens_window(word: str) -> bool:
    """Whether the first word is meant as a project, and not as a verb or an option."""
    if word.startswith("-"):
        return False
    return len(Path(word).parts) > 1 or word not in _verbs()


def _open_window(given: list[str]) -> int:
    if len(given) > 1:
        print(f"{given[0]!r} is no verb. Verbs: {', '.join(_verbs())}.", file=sys.stderr)
        return 2
    if given and not Path(given[0]).exists():
        raise UsageError(
            f"{given[0]!r} is neither a verb nor a project.", f"Verbs: {', '.join(_verbs())}; or make a project first."
        )
    check_display()
    from workbench.ui.app import run  # the verbs must not wait for Qt

    return run(Path(given[0]) if given else None)


def _verbs() -> list[str]:
    from workbench.cli.verbs import VERBS

    return list(VERBS)


if __name__ == "__main__":
    sys.exit(main())
