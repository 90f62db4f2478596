"""The gallery of a large project: pages on demand, filters, and what stays when things change."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from many_images import make_many
from PIL import Image
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QInputDialog,
    QMenu,
    QMessageBox,
    QPushButton,
    QToolButton,
    QWidget,
)
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.core.listing import ImageQuery, Order
from workbench.core.records import PredictionRecord, Split, Status
from workbench.services import importing
from workbench.services.image_list import Wanted
from workbench.ui.deeds.changes import Changes
from workbench.ui.deeds.commands import Commands
from workbench.ui.deeds.curating import Curating
from workbench.ui.deeds.dividing import Dividing
from workbench.ui.deeds.gallery_menu import GalleryMenu
from workbench.ui.deeds.many_images import ManyImages
from workbench.ui.deeds.recall import Recall
from workbench.ui.main_window import MainWindow
from workbench.ui.messages import Messages
from workbench.ui.panels.gallery import made_pictures
from workbench.ui.panels.gallery import model as gallery_model
from workbench.ui.panels.gallery.cell import CELL
from workbench.ui.panels.gallery.model import RECORD
from workbench.ui.panels.gallery.panel import GalleryPanel
from workbench.ui.panels.review import ReviewPanel
from workbench.ui.panels.training import TrainingPanel
from workbench.ui.session import Session

COUNT = 2000


class Desk:
    """A gallery with its session, shown."""

    def __init__(self, window: QWidget) -> None:
        self.messages = Messages(window)
        self.session = Session(self.messages)
        self.gallery = GalleryPanel(self.session)
        recall = Recall(self.session, self.messages, window)
        self.curating = Curating(self.session, recall, self.messages, window)
        dividing = Dividing(self.session, recall, TrainingPanel(), self.messages, window)
        changes = Changes(self.session, self.messages, window)
        commands = Commands(self.session, changes, recall, self.messages, window)
        self.review = ReviewPanel()
        many = ManyImages(self.session, commands, self.review, self.messages, window)
        self.menu = GalleryMenu(self.gallery, self.session, self.curating, dividing, many)
        self.gallery.resize(1000, 190)
        self.gallery.show()

    @property
    def project(self):
        assert self.session.project is not None
        return self.session.project

    def shown(self) -> list[int]:
        return self.gallery.model.ids.tolist()

    def wait_for(self, expected: list[int]) -> None:
        for _ in range(400):
            if self.shown() == expected:
                return
            QTest.qWait(10)
        pytest.fail(f"{len(self.shown())} images are shown, not {len(expected)}")

    def listed(self, **wanted: object) -> list[int]:
        return self.project.image_ids(ImageQuery(**wanted)).tolist()

    def choose(self, words: str) -> QMenu:
        """Run the menu's action of these words, of a submenu after a slash."""
        menu = self.menu.build(self.gallery.view.chosen())
        for part in words.split("/"):
            action = next(a for a in menu.actions() if a.text() == part)
            menu = action.menu() or menu
        action.trigger()
        return menu


@pytest.fixture
def desk(qtbot: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(gallery_model, "QUIET_MILLISECONDS", 10)
    window = QWidget()
    qtbot.addWidget(window)  # type: ignore[attr-defined]
    made = Desk(window)
    qtbot.addWidget(made.gallery)  # type: ignore[attr-defined]
    yield made
    made.session.close()


@pytest.fixture
def many(desk: Desk, tmp_path: Path) -> Desk:
    desk.session.open(make_many(tmp_path / "project", COUNT))
    desk.messages._open.clear()
    return desk


@pytest.fixture
def few(desk: Desk, tmp_path: Path) -> Desk:
    write_pictures(tmp_path / "pictures", 4)
    project = desk.session.create(tmp_path / "project", ClassSet.from_names(["road", "car"]))
    list(importing.run(project, tmp_path / "pictures"))
    desk.session.refresh_images()
    return desk


def test_records_are_read_for_rows_in_sight_alone(many: Desk) -> None:
    many.wait_for(many.listed())
    QApplication.processEvents()
    model = many.gallery.model
    assert 0 < len(model._pages) <= 3
    for row in range(0, COUNT, 10):
        assert model.index(row, 0).data(RECORD).id == model.ids[row]
    many.gallery.view.scrollToBottom()
    assert len(model._pages) <= gallery_model.KEPT_PAGES


@pytest.mark.parametrize("quick", [0, 5000])
def test_filters_and_orders_list_what_the_project_finds(
    many: Desk, quick: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery_model, "QUICK", quick)
    many.gallery.model.refresh()
    filters = many.gallery.filters
    filters.states.setCurrentText("Done")
    filters.orders.setCurrentText("Most doubtful first")
    many.wait_for(many.listed(statuses=frozenset({Status.DONE}), order=Order.DOUBT))
    filters.tags.setCurrentText("Tag: Ärger")
    filters.splits.setCurrentText("Split: val")
    some = {"statuses": frozenset({Status.DONE}), "splits": frozenset({Split.VAL}), "tag": "Ärger"}
    many.wait_for(many.listed(**some, order=Order.DOUBT))
    assert 0 < len(many.shown()) < 100
    filters.states.setCurrentText("All images")
    filters.tags.setCurrentIndex(0)
    filters.splits.setCurrentIndex(0)
    filters.classes.setCurrentText("Has sky")
    filters.doubts.setCurrentText("Doubt 0.20 and more")
    QTest.keyClicks(filters.text, "STRASSE")
    many.wait_for(many.listed(class_index=2, least_doubt=0.2, text="straße", order=Order.DOUBT))
    assert len(many.shown()) > 5


def test_predictions_that_arrive_leave_the_place_and_the_choice(many: Desk) -> None:
    many.gallery.filters.orders.setCurrentText("Most doubtful first")
    many.wait_for(many.listed(order=Order.DOUBT))
    view, model = many.gallery.view, many.gallery.model
    left = model.ids[1000]
    chosen = [int(model.ids[row]) for row in (3, 1001, 1002, 1500)]
    view.horizontalScrollBar().setValue(1000 * CELL.width() + 20)
    for number in chosen:
        flag = view.selectionModel().SelectionFlag.Select
        view.selectionModel().select(model.index_of(number), flag)
    unpredicted = many.listed(predicted=False)[:5]
    for image_id in unpredicted:
        path = many.project.prediction_folder(1) / f"{image_id}.npz"
        many.project.put_prediction(PredictionRecord(image_id, 1, path, 0.9, "unsure"))
        many.session.image_changed.emit(image_id)
    many.wait_for(many.listed(order=Order.DOUBT))
    assert many.shown()[:5] == sorted(unpredicted)
    assert sorted(view.chosen()) == sorted(chosen)
    assert view.indexAt(QPoint(0, 60)).data(RECORD).id == left
    assert view.visualRect(view.indexAt(QPoint(0, 60))).left() == -20


def test_the_canvas_asks_for_images_only_where_there_are_none(qtbot: object, tmp_path: Path) -> None:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    window = MainWindow()
    qtbot.addWidget(window)  # type: ignore[attr-defined]
    window.session.create(tmp_path / "empty", ClassSet.from_names(["road"]))
    assert "Bring in images" in window.canvas.hint
    window.session.open(make_many(tmp_path / "many", 3))
    assert window.session.document is None, "no picture is there"
    assert window.canvas.hint == ""
    window.close()


def test_enter_opens_the_image_under_the_gallery_s_cursor(few: Desk) -> None:
    second = few.shown()[1]
    view = few.gallery.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert few.session.document.image_id != second
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert few.session.document.image_id == second


def test_a_click_opens_and_with_control_only_chooses(few: Desk) -> None:
    first, _, third, _ = few.shown()
    view = few.gallery.view
    QApplication.processEvents()
    for image_id, modifier in ((third, Qt.KeyboardModifier.NoModifier), (first, Qt.KeyboardModifier.ControlModifier)):
        place = view.visualRect(few.gallery.model.index_of(image_id)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)
    assert few.session.document.image_id == third
    assert view.chosen() == [first, third]
    few.session.show_image(few.shown()[3])
    assert view.chosen() == [few.shown()[3]], "although Ctrl is still held, as for Ctrl+Enter"


def test_the_menu_says_things_of_all_chosen_images(few: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third, fourth = few.shown()
    view = few.gallery.view
    view.clearSelection()
    for number in (second, third):
        view.selectionModel().select(few.gallery.model.index_of(number), view.selectionModel().SelectionFlag.Select)
    few.choose("Status/Skipped")
    few.choose("Split/Use for test")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("  wet   road ", True))
    few.choose("Tags/New tag...")
    records = few.project.records([first, second, third])
    assert [(i.status, i.split, i.tags) for i in records] == [
        (Status.TODO, Split.NONE, ()),
        (Status.SKIPPED, Split.TEST, ("wet road",)),
        (Status.SKIPPED, Split.TEST, ("wet road",)),
    ]
    assert few.gallery.model.index_of(third).data(RECORD).tags == ("wet road",)
    few.choose("Tags/wet road")
    few.choose("Move to the front")
    assert few.shown() == [second, third, first, fourth]
    assert view.chosen() == [second, third]
    view.mark(fourth)
    monkeypatch.setattr(QInputDialog, "getMultiLineText", lambda *_: ("look again", True))
    few.choose("Note...")
    assert few.project.image(fourth).note == "look again"
    assert few.project.tags() == {}


def test_a_removed_image_comes_back_with_its_mask(few: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *others = few.shown()
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
    view = few.gallery.view
    view.mark(first)
    few.choose("Remove from the project...")
    assert few.shown() == [first, second, *others]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    few.choose("Remove from the project...")
    assert few.shown() == [second, *others]
    assert few.session.document.image_id == second
    few.gallery.filters.states.setCurrentText("Removed from the project")
    assert few.shown() == [first]
    view.mark(first)
    few.choose("Put back into the project")
    few.gallery.filters.states.setCurrentText("All images")
    assert few.shown() == [first, second, *others]


def test_thumbnails_are_kept_in_the_project_and_follow_their_file(few: Desk) -> None:
    image = few.project.image(few.shown()[0])
    made = few.gallery.thumbnails

    def wait() -> np.ndarray:
        for _ in range(400):
            picture = made.get(image)
            if picture is not None and few.project.thumbnail(image.id) is not None:
                plain = picture.convertToFormat(picture.Format.Format_RGB888)
                rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
                return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).astype(int)
            QTest.qWait(10)
        pytest.fail("no thumbnail came")

    wait()
    kept = few.project.thumbnail(image.id)
    assert kept.bytes == image.path.stat().st_size
    image.path.unlink()
    made.forget()
    seen = np.asarray(Image.open(io.BytesIO(kept.jpeg)), int)
    assert made.trouble(image.id) == ""
    assert abs(wait() - seen).mean() < 1, "the kept picture is shown while the file is gone"
    assert made.trouble(image.id) == "missing", "and marked"
    other = few.project.image(few.shown()[1])
    image.path.write_bytes(other.path.read_bytes())
    made.forget()
    wait()
    for _ in range(400):
        if few.project.thumbnail(image.id).changed == image.path.stat().st_mtime_ns:
            break
        QTest.qWait(10)
    assert few.project.thumbnail(image.id).changed == image.path.stat().st_mtime_ns != kept.changed


def test_only_the_newest_wishes_for_thumbnails_are_kept(few: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_pictures, "KEPT", 2)
    monkeypatch.setattr(made_pictures, "WISHES", 2)
    made = few.gallery.thumbnails
    few.gallery.hide()
    made.forget()
    came: list[int] = []
    made.ready.connect(came.append)
    records = few.project.records(few.shown())
    for image in records:
        made.get(image)
    for _ in range(400):
        if len(came) == 3:
            break
        QTest.qWait(10)
    assert came[1:] == [records[3].id, records[2].id], "the first is under way, then the newest comes first"
    assert len(made._pictures) == 2


def test_where_filters_leave_nothing_a_button_shows_all_again(few: Desk) -> None:
    listed, button = few.shown(), next(b for b in few.gallery.findChildren(QPushButton) if "all" in b.text())
    assert not button.isVisible()
    few.gallery.filters.orders.setCurrentText("Name")
    QTest.keyClicks(few.gallery.filters.text, "no such name")
    few.gallery.filters.states.setCurrentText("Done")
    few.wait_for([])
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert few.shown() == listed
    assert not button.isVisible()
    assert few.gallery.view.isVisible()
    (clear,) = few.gallery.filters.text.findChildren(QToolButton)
    for _ in range(400):
        if not clear.isVisible() or clear.property("opacity") == 0:
            break
        QTest.qWait(5)  # it fades
    assert not clear.isVisible() or clear.property("opacity") == 0
    assert few.gallery.filters.wanted == Wanted(ImageQuery(order=Order.NAME))


def test_another_project_is_listed_whole(few: Desk, tmp_path: Path) -> None:
    few.gallery.filters.states.setCurrentText("Done")
    QTest.keyClicks(few.gallery.filters.text, "no such name")
    few.wait_for([])
    few.session.open(make_many(tmp_path / "other", 30))
    few.messages._open.clear()
    few.wait_for(few.listed())
    assert len(few.shown()) == 30
    assert few.gallery.filters.text.text() == ""
    assert few.gallery.filters.states.currentText() == "All images"


def test_choices_show_their_words_whole_or_end_in_dots(few: Desk) -> None:
    gallery = few.gallery
    gallery.resize(1560, 190)
    gallery.filters.states.setCurrentText("Removed from the project")
    gallery.filters.orders.setCurrentText("Last worked on first")
    QApplication.processEvents()
    for choice in gallery.filters.findChildren(QComboBox):
        if choice.isVisible():
            assert choice.width() >= choice.fontMetrics().horizontalAdvance(choice.words) + 20, choice.toolTip()
    gallery.filters.show_all()
    gallery.filters.orders.setCurrentText("Project order")
    gallery.resize(960, 190)
    QApplication.processEvents()
    order = gallery.filters.orders
    assert order.width() >= order.fontMetrics().horizontalAdvance("Project order") + 20
