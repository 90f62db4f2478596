"""All notices since the start, with their details to be copied."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPlainTextEdit,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.notices import Notice, Notices, Severity
from workbench.ui.style import GRID, theme

NOTICE = int(Qt.ItemDataRole.UserRole)


class MessagesDialog(QDialog):
    """The newest first; not modal, and it grows while it is open.

    Signals:
        report: a report of a problem is wanted.
    """

    report = Signal()

    def __init__(self, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Messages")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._notices = notices
        self.list = QTreeWidget()
        self.list.setAccessibleName("Messages, the newest first")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels(["Time", "Kind", "What"])
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setPlaceholderText("Nothing was told yet.")
        self.details.setAccessibleName("The whole message")
        both = QSplitter(Qt.Orientation.Vertical)
        both.addWidget(self.list)
        both.addWidget(self.details)
        both.setSizes([260, 160])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_one = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_all = buttons.addButton("Copy all", QDialogButtonBox.ButtonRole.ActionRole)
        reporter = buttons.addButton("Report a problem...", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_one.clicked.connect(lambda: self._copy(self.details.toPlainText()))
        self.copy_all.clicked.connect(lambda: self._copy("\n\n".join(notice.whole for notice in notices.all)))
        reporter.clicked.connect(self.report)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addWidget(both, 1)
        column.addWidget(buttons)
        self.list.currentItemChanged.connect(self._show)
        for notice in notices.all:
            self._add(notice)
        notices.added.connect(self._add_read)
        notices.mark_read()
        self._fit()
        self.resize(84 * GRID, 60 * GRID)

    def _add(self, notice: Notice) -> None:
        item = QTreeWidgetItem([f"{notice.at:%H:%M:%S}", notice.severity.value, notice.text.replace("\n", " ")])
        item.setData(0, NOTICE, notice)
        if notice.severity is not Severity.NEWS:
            item.setForeground(1, QColor(theme().warn if notice.severity is Severity.WARNING else theme().bad))
        reads_older = self.list.currentIndex().row() > 0
        self.list.insertTopLevelItem(0, item)
        if not reads_older:
            self.list.setCurrentItem(item)
        self._fit()

    def _add_read(self, notice: Notice) -> None:
        """One more, which is in sight at once."""
        self._add(notice)
        self._notices.mark_read()

    def _fit(self) -> None:
        for button in (self.copy_one, self.copy_all):
            button.setEnabled(self.list.topLevelItemCount() > 0)

    def _show(self, item: QTreeWidgetItem | None) -> None:
        self.details.setPlainText(item.data(0, NOTICE).whole if item is not None else "")

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
