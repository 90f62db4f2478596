"""The list of messages while it is open: what comes in is read, and takes nobody's place."""

from pathlib import Path

from small_window import window_with_pictures

from workbench.core.errors import WorkbenchError
from workbench.ui.trouble.bell import Bell
from workbench.ui.trouble.messages_dialog import MessagesDialog


def test_a_message_that_comes_while_the_list_is_open_is_read_and_leaves_an_older_one_in_sight(
    qtbot: object, tmp_path: Path
) -> None:
    with window_with_pictures(tmp_path) as window:
        (bell,) = window.findChildren(Bell)
        for text in ("The first.", "The second."):
            window.messages.show_error(WorkbenchError(text, "Do this."))
        assert bell.text() == "2"
        window.action("messages").trigger()
        (dialog,) = window.findChildren(MessagesDialog)
        assert bell.text() == ""
        assert "The second." in dialog.details.toPlainText()
        window.messages.news.emit("The third.")
        assert "The third." in dialog.details.toPlainText()
        dialog.list.setCurrentItem(dialog.list.topLevelItem(2))
        window.messages.show_error(WorkbenchError("The fourth.", "Do that."))
        assert "The first." in dialog.details.toPlainText()
        assert bell.text() == ""
        dialog.close()
