"""Which actions are possible now, and what the others wait for."""

from collections.abc import Mapping

from PySide6.QtGui import QAction

from workbench.ui.actions.table import ROWS

_LACKING = {
    "project": "open a project first",
    "image": "open an image first",
    "prediction": "needs a prediction of this image",
    "idle": "not while a job runs",
    "job": "no job runs",
}
"""What an action waits for, in words, by its need."""

_NEEDS = {row.id: row.needs for row in ROWS if row.id}


def enable(actions: Mapping[str, QAction], state: set[str]) -> None:
    """Enable the actions whose needs are all in `state`."""
    for name, needs in _NEEDS.items():
        actions[name].setEnabled(set(needs) <= state)
        actions[name].setProperty("lacks", next((_LACKING[need] for need in needs if need not in state), ""))


def lacks(action: QAction) -> str:
    """Why an action is not possible now, in words; "" when it is, or when it does not tell."""
    return "" if action.isEnabled() else str(action.property("lacks") or "")
