"""What a person sees when something breaks: messages in one place, a report, the start after a crash."""

import sys
import threading
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QThread, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.services import crash_notes
from workbench.services.crash_notes import CrashNote
from workbench.ui.dialogs.new_project import NewProject
from workbench.ui.trouble.after_crash import AfterCrash
from workbench.ui.trouble.bell import Bell
from workbench.ui.trouble.messages_dialog import MessagesDialog
from workbench.ui.trouble.report_dialog import ReportDialog

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the program's log, of this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "state" / "segmentation-workbench" / "log"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def hooked(person, monkeypatch: pytest.MonkeyPatch):
    """The person before a window that has taken over what nobody catches."""
    for place, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(place, hook, getattr(place, hook))  # they are put back after the test
    person.window.messages.install_as_excepthook()
    return person


def open_list(person) -> MessagesDialog:
    (bell,) = person.window.findChildren(Bell)
    QTest.mouseClick(bell, LEFT)
    (dialog,) = person.window.findChildren(MessagesDialog)
    return dialog


def rows(dialog: MessagesDialog) -> list[tuple[str, str]]:
    """(kind, what) of the list, the newest first."""
    items = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    return [(item.text(1), item.text(2)) for item in items]


def test_everything_that_was_told_is_listed_and_can_be_copied(person) -> None:
    (bell,) = person.window.findChildren(Bell)
    assert bell.text() == ""
    person.window.messages.news.emit("12 images came in.")
    person.window.messages.show_error(BadInputError("a.png is torn.", "Copy it again."))
    person.answer_boxes()
    assert (bell.text(), bell.accessibleName()) == ("1", "1 message not read yet")
    dialog = open_list(person)
    assert bell.text() == ""
    assert rows(dialog) == [("warning", "a.png is torn."), ("news", "12 images came in.")]
    assert dialog.details.toPlainText().endswith("warning: a.png is torn.\nCopy it again.")
    QTest.mouseClick(dialog.copy_all, LEFT)
    copied = QGuiApplication.clipboard().text()
    assert "12 images came in." in copied
    assert "Copy it again." in copied
    person.window.messages.news.emit("One more.")
    assert rows(dialog)[0] == ("news", "One more.")
    dialog.close()
    QTest.qWait(20)
    assert rows(open_list(person))[0] == ("news", "One more.")


class Speaker(QObject):
    said = Signal()


class Failing(QThread):
    def run(self) -> None:
        raise LookupError("in a thread of Qt")


@pytest.mark.parametrize("where", ["a slot", "a thread", "a thread of Qt"])
def test_what_nobody_catches_is_told_and_listed_wherever_it_happens(hooked, where: str) -> None:
    def fail() -> None:
        raise LookupError(f"in {where}")

    speaker, thread = Speaker(), Failing()
    match where:
        case "a slot":
            speaker.said.connect(fail)
            speaker.said.emit()
        case "a thread":
            plain = threading.Thread(target=fail)
            plain.start()
            plain.join()
        case _:
            thread.start()
            thread.wait()
    hooked.wait(lambda: bool(hooked.boxes), "the error to be shown")
    hooked.answer_boxes()
    dialog = open_list(hooked)
    assert rows(dialog)[0][0] == "error"
    assert f"LookupError: in {where}" in dialog.details.toPlainText()


def test_a_report_is_read_before_it_is_written(
    person, logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pictures(tmp_path / "pictures", 2)
    (logs / "workbench.log").write_text(f"WARNING {tmp_path}/pictures/scene-1.png is torn\n")
    classes = ClassSet.from_names(["road"])
    person.window.commands.make(NewProject(tmp_path / "mine", tmp_path / "pictures", classes, False))
    person.wait_idle()
    person.window.action("report").trigger()
    (dialog,) = person.window.findChildren(ReportDialog)
    names = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert names == ["system.json", "log.txt"]
    dialog.list.setCurrentRow(1)
    assert "image-1.png is torn" in dialog.text.toPlainText()
    assert "scene-1" not in dialog.text.toPlainText()
    place = tmp_path / "report.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(place), ""))
    QTest.mouseClick(dialog.save, LEFT)
    with zipfile.ZipFile(place) as bundle:
        assert {name: bundle.read(name).decode() for name in bundle.namelist()} == dialog.files
    assert person.window.status.news == f"The report is in {place}."


def crashed(logs: Path, project: Path) -> None:
    """An earlier start has ended without a good-bye."""
    (logs / "crashes").mkdir()
    text = f"started 2001-01-02T03:04:05\nproject {project}\nFatal Python error: Segmentation fault\n"
    (logs / "crashes" / "20260102T030405-1.crash").write_text(text)


def begin(person) -> CrashNote:
    """What the start of the program does about earlier ones."""
    window, note = person.window, CrashNote()
    note.begin()
    report, commands = window.action("report").trigger, window.commands
    AfterCrash(window.session, window.start_page.notice, window.messages, report, commands.open, note)
    return note


def test_the_start_after_a_crash_offers_the_project_and_a_report(person, logs: Path, tmp_path: Path) -> None:
    person.window.commands.make(NewProject(tmp_path / "mine", None, ClassSet.from_names(["road"]), False))
    person.window.commands.close()
    crashed(logs, tmp_path / "mine")
    note = begin(person)
    bar = person.window.start_page.notice
    words = "The program ended unexpectedly with the project mine: started 2 Jan 2001, last seen about today "
    assert bar.words.startswith(words)
    assert [button.text() for button in bar.buttons] == ["Open mine", "Report...", "Dismiss"]
    QTest.mouseClick(bar.buttons[1], LEFT)
    (dialog,) = person.window.findChildren(ReportDialog)
    assert "Segmentation fault" in dialog.files["crash-1.txt"]
    dialog.reject()
    QTest.mouseClick(bar.buttons[0], LEFT)
    assert person.project.name == "mine"
    assert bar.words == ""
    dialog = open_list(person)
    assert any(what.startswith("The program ended unexpectedly") for _, what in rows(dialog))
    note.end()


def test_after_a_good_end_nothing_is_said(person, logs: Path, tmp_path: Path) -> None:
    crashed(logs, tmp_path / "gone")
    begin(person).end()
    person.window.start_page.notice.hide()
    begin(person).end()
    assert person.window.start_page.notice.words == ""
    assert [crash.cause for crash in crash_notes.all_crashes()] == ["Fatal Python error: Segmentation fault"]
