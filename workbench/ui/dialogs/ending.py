"""What should become of a job that runs while its project is being left."""

from enum import Enum

from PySide6.QtWidgets import QMessageBox, QWidget


class Ending(Enum):
    """The answers."""

    KEEP = "end it now and keep what it has"
    DISCARD = "end it now and discard"
    GO_ON = "let it run, and stay"


def ask_about_job(name: str, stoppable: bool, window: QWidget) -> Ending:
    """Ask; closing the box lets the job run.

    Args:
        name: of the job.
        stoppable: whether it can end early and keep what it has.
        window: the owner.
    """
    box = QMessageBox(QMessageBox.Icon.Question, "Workbench", f"The {name} is still running.", parent=window)
    later = " (Resume goes on with it later)" if name == "training" else ""
    box.setInformativeText(
        f"Stop and keep: what it has by now stays{later}. Discard: nothing of it stays. "
        "What you painted is kept in any case."
        if stoppable
        else "If it is cancelled now, what has come by now stays. What you painted is kept in any case."
    )
    keep = box.addButton("Stop and keep", QMessageBox.ButtonRole.AcceptRole) if stoppable else None
    discard = box.addButton("Discard" if stoppable else "Cancel it", QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton("Keep training" if name == "training" else "Let it run", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    if clicked is not None and clicked is keep:
        return Ending.KEEP
    return Ending.DISCARD if clicked is discard else Ending.GO_ON
