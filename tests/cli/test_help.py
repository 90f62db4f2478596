"""`--help` of every verb is enough to use it, and the README's table tells of the same verbs."""

import re
import shlex
from typing import Any

import pytest
import typer

from workbench.cli.app import main
from workbench.cli.examples import EXAMPLES
from workbench.cli.verbs import VERBS, app
from workbench.core.places import checkout

COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
UNITS = ("pixels", "images", "pictures", "gpus", "classes", "trainings", "replays", "share")


def options(verb: str) -> list[Any]:
    """The options of a verb, without --help."""
    return [p for p in COMMANDS[verb].params if p.param_type_name == "option" and p.name != "help"]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_tells_what_it_does_with_examples_and_exit_codes(
    verb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert main([verb, "--help"]) == 0
    told = capsys.readouterr().out
    assert f"workbench {verb}" in told
    assert len(COMMANDS[verb].help.split(".")[0].split()) >= 4, "a description is a sentence"
    assert EXAMPLES[verb]
    for command, _ in EXAMPLES[verb]:
        assert command in told
    assert all(f"{code} " in told.split("Exit codes:")[1] for code in (0, 1, 2, 130))


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_tells_its_meaning_its_default_and_its_unit(
    verb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")  # a row an option
    assert main([verb, "--help"]) == 0
    rows = capsys.readouterr().out.splitlines()
    for option in options(verb):
        row = next(line for line in rows if re.match(rf"[│* ]+{option.opts[0]} ", line))
        assert option.help in re.sub(r"\s+", " ", row)
        assert option.is_flag or "[default: " in row, f"{option.opts[0]}: what holds without it?"
        if re.search(r"\b(int|float|integer|decimal)\b", row.split(option.help)[0], re.I):
            assert any(unit in option.help.lower() for unit in UNITS), f"{option.opts[0]}: so many of what?"


@pytest.mark.parametrize(("verb", "command"), [(verb, row[0]) for verb, rows in EXAMPLES.items() for row in rows])
def test_every_example_is_a_command_line_that_the_verb_understands(verb: str, command: str) -> None:
    program, named, *words = shlex.split(command)
    assert (program, named) == ("workbench", verb)
    context = COMMANDS[verb].make_context(verb, words)
    assert context.params


def test_the_readme_names_every_verb_and_no_other() -> None:
    root = checkout()
    if root is None:
        pytest.skip("an installed program has no README beside it")
    rows = re.findall(r"^\| `workbench ([a-z-]+) ?(.*?)` \|", (root / "README.md").read_text(encoding="utf-8"), re.M)
    assert {verb for verb, _ in rows} == set(VERBS)
    for verb, usage in rows:
        known = {word for option in options(verb) for word in (*option.opts, *option.secondary_opts)}
        assert set(re.findall(r"--[a-z-]+", usage)) <= known
