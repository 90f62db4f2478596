"""Every action of the window as one row: name, words, keys, icon, menu."""

from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from workbench.ui.icons import icon


@dataclass(frozen=True, slots=True)
class Row:
    """One action.

    Attributes:
        id: its name in code.
        text: in the menu; "&" marks the letter of the keyboard.
        menu: which menu, or "menu/submenu"; a row without text is a line between groups.
        keys: shortcuts, the first is shown.
        icon: Material Design glyph, or "".
        needs: "project", "image", "prediction", "idle" (no job runs) or "job"; empty: always there.
        group: checkable actions of one group exclude each other.
        checked: for a checkable action, how it starts; None: not checkable.
    """

    id: str
    text: str
    menu: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs: tuple[str, ...] = ()
    group: str = ""
    checked: bool | None = None


def _line(menu: str) -> Row:
    return Row("", "", menu)


ROWS: tuple[Row, ...] = (
    Row("new", "&New project...", "File", ("Ctrl+N",), "folder-plus-outline"),
    Row("open", "&Open project...", "File", ("Ctrl+O",), "folder-open-outline"),
    _line("File"),
    Row("import", "&Import images or a dataset...", "File", ("Ctrl+I",), "import", ("project", "idle")),
    Row("export", "&Export...", "File", ("Ctrl+E",), "export", ("project", "idle")),
    Row("project_settings", "Project &settings...", "File", (), "cog-outline", ("project",)),
    _line("File"),
    Row("restore", "Restore a &backup...", "File", (), "backup-restore", ("idle",)),
    _line("File"),
    Row("close", "&Close project", "File", ("Ctrl+W",), "", ("project",)),
    Row("quit", "&Quit", "File", ("Ctrl+Q",)),
    Row("undo", "&Undo", "Edit", ("Ctrl+Z",), "undo", ("image",)),
    Row("redo", "&Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", ("image",)),
    Row("history", "&Steps of this image", "Edit", ("Ctrl+H",), "history", ("image",)),
    _line("Edit"),
    Row("next_class", "Next class", "Edit", ("Q",), "", ("project",)),
    Row("previous_class", "Previous class", "Edit", ("Shift+Q",), "", ("project",)),
    Row("swap_classes", "Swap the last two classes", "Edit", ("X",), "", ("project",)),
    Row("class_up", "Move the class up", "Edit", ("Alt+Up",), "", ("image",)),
    Row("class_down", "Move the class down", "Edit", ("Alt+Down",), "", ("image",)),
    Row("zoom_in", "Zoom in", "View", ("+", "="), "magnify-plus-outline", ("image",)),
    Row("zoom_out", "Zoom out", "View", ("-",), "magnify-minus-outline", ("image",)),
    Row("fit", "Fit the image", "View", ("Ctrl+0",), "fit-to-page-outline", ("image",)),
    Row("actual", "One to one", "View", ("Ctrl+1",), "", ("image",)),
    _line("View"),
    Row("show_mask", "Mask", "View", ("H",), "", ("image",), "", True),
    Row("show_prediction", "Prediction", "View", ("O",), "", ("image",), "", True),
    Row("show_doubt", "Doubt map", "View", ("U",), "", ("image",), "", False),
    Row("outlines", "Outlines only", "View", ("Shift+H",), "", ("image",), "", False),
    Row("accept_class", "Offer only the current class, or all", "View", ("Shift+I",), "", ("image",)),
    Row("alone", "Only the current class", "View", ("I",), "", ("image",), "", False),
    Row("origins", "Who set each pixel", "View", ("Shift+O",), "", ("image",), "", False),
    _line("View"),
    Row("swipe", "Swipe between mask and model", "View", ("F2",), "", ("image",), "", False),
    Row("beside", "Mask and model side by side", "View", ("F3",), "", ("image",), "", False),
    Row("errors", "Errors of the model against the mask", "View", ("F4",), "", ("image",), "", False),
    _line("View"),
    Row("tone", "&Brightness and contrast...", "View", ("T",), "", ("image",)),
    Row("keep_zoom", "Keep the zoom for images of another size", "View", (), "", (), "", False),
    Row("minimap", "Minimap", "View", (), "", (), "", True),
    _line("View"),
    Row("panels", "Hide the panels", "View", ("Tab",), "", (), "", False),
    Row("previous", "Previous image", "Image", ("A",), "chevron-left", ("project",)),
    Row("next", "Next image", "Image", ("D",), "chevron-right", ("project",)),
    _line("Image"),
    Row("relink", "&Locate missing images...", "Image", (), "", ("project", "idle")),
    _line("Image"),
    Row("accept", "Accept where nothing is painted", "Image", ("Return", "Enter"), "check", ("prediction",)),
    Row(
        "accept_and_next",
        "Accept, done, next in the queue",
        "Image",
        ("Ctrl+Return", "Ctrl+Enter"),
        "check-all",
        ("image",),
    ),
    Row("done_and_next", "Done, next in the queue", "Image", ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"), "", ("image",)),
    Row("next_check", "Next region to check", "Image", ("Shift+V",), "clipboard-check-outline", ("prediction",)),
    Row("keep_check", "Keep it as it is painted", "Image", (",",), "", ("prediction",)),
    Row("take_check", "Take the model's word there", "Image", (".",), "", ("prediction",)),
    Row("skip", "Skip this image", "Image", (), "", ("image",)),
    Row("reopen", "Mark as not done", "Image", (), "", ("image",)),
    _line("Image"),
    Row("sequence", "Se&quence...", "Image", (), "", ("image",)),
    Row("tags", "&Tags...", "Image", (), "", ("image",)),
    Row("note", "N&ote...", "Image", (), "", ("image",)),
    _line("Image"),
    Row("remove", "&Remove from the project...", "Image", (), "", ("image",)),
    Row("brush", "Brush", "Tools", ("B",), "brush", (), "tool", True),
    Row("eraser", "Eraser", "Tools", ("E",), "eraser", (), "tool", False),
    Row("polygon", "Polygon", "Tools", ("P",), "vector-polygon", (), "tool", False),
    Row("lasso", "Lasso", "Tools", ("L",), "lasso", (), "tool", False),
    Row("rectangle", "Rectangle", "Tools", ("R",), "rectangle-outline", (), "tool", False),
    Row("ellipse", "Ellipse", "Tools", ("Shift+R",), "ellipse-outline", (), "tool", False),
    Row("fill", "Fill a region", "Tools", ("F",), "format-color-fill", (), "tool", False),
    Row("wand", "Colour wand", "Tools", ("W",), "magic-staff", (), "tool", False),
    Row("replace", "Replace a class everywhere", "Tools", ("Shift+F",), "find-replace", (), "tool", False),
    Row("scissors", "Scissors along edges", "Tools", ("S",), "content-cut", (), "tool", False),
    Row("box_cut", "Box cut", "Tools", ("G",), "select-drag", (), "tool", False),
    Row("edge_brush", "Edge brush", "Tools", ("Shift+E",), "vector-curve", (), "tool", False),
    Row("superpixels", "Superpixel brush", "Tools", ("Shift+S",), "hexagon-multiple-outline", (), "tool", False),
    Row("smudge", "Smudge: paint with the class under the press", "Tools", ("K",), "liquid-spot", (), "tool", False),
    Row("clean_up_brush", "Clean-up brush", "Tools", ("Shift+K",), "spray-bottle", (), "tool", False),
    Row("adopt", "Adopt: paint with the prediction", "Tools", ("J",), "auto-fix", (), "tool", False),
    Row(
        "accept_region",
        "Accept a region, or refuse it",
        "Tools",
        ("Y",),
        "check-decagram-outline",
        (),
        "tool",
        False,
    ),
    Row("accept_lasso", "Accept inside a lasso", "Tools", ("Shift+J",), "gesture-tap", (), "tool", False),
    Row("accept_box", "Accept inside a box", "Tools", ("Shift+Y",), "checkbox-marked-outline", (), "tool", False),
    Row("picker", "Pick the class under the pointer", "Tools", ("V",), "eyedropper", (), "tool", False),
    Row("pan", "Pan", "Tools", ("M",), "hand-back-right-outline", (), "tool", False),
    _line("Tools"),
    Row("smaller", "Smaller brush", "Tools/&Brush options", ("[",)),
    Row("larger", "Larger brush", "Tools/&Brush options", ("]",)),
    _line("Tools/&Brush options"),
    Row("square_brush", "Square brush", "Tools/&Brush options", ("Shift+B",), "square-outline", (), "", False),
    Row("brush_on_screen", "Brush keeps its size on the screen", "Tools/&Brush options", (), "monitor", (), "", False),
    Row(
        "encircle",
        "A closed stroke fills its inside",
        "Tools/&Brush options",
        ("Shift+L",),
        "selection-ellipse",
        (),
        "",
        False,
    ),
    Row("pen_pressure", "Pen pressure changes the size", "Tools/&Brush options", (), "pen", (), "", False),
    Row("only_unlabelled", "Paint only over unlabelled", "Tools/&Rules of painting", (), "checkerboard", (), "", False),
    Row(
        "protect_hand",
        "Never over hand-set pixels",
        "Tools/&Rules of painting",
        (),
        "hand-back-right-off-outline",
        (),
        "",
        False,
    ),
    _line("Tools"),
    Row("copy_previous", "Copy the previous image's mask", "Tools", ("Shift+C",), "content-copy", ("image",)),
    Row("clean_up", "&Clean up...", "Tools", ("C",), "broom", ("image",)),
    Row("next_gap", "Next gap", "Tools", ("N",), "target", ("image",)),
    Row("mend_gap", "Mend this gap, go to the next", "Tools", ("Shift+N",), "bandage", ("image",)),
    Row("points", "Ask about unsure &points", "Tools", ("Shift+P",), "", ("image",), "", False),
    Row("train", "&Train", "Model", ("Ctrl+T",), "play", ("project", "idle")),
    Row("stop", "&Stop and keep", "Model", ("Ctrl+.",), "stop", ("job",)),
    Row("live", "&Learn while I paint", "Model", ("Ctrl+L",), "", ("project",), "", False),
    Row("predict", "&Predict what is not done", "Model", ("Ctrl+P",), "auto-fix", ("project", "idle")),
    _line("Model"),
    Row("progress", "Progress and &cost...", "Model", (), "chart-line", ("project",)),
    Row("guide", "&Guide", "Help", (), "book-open-outline"),
    Row("keys", "&Keys", "Help", ("F1",), "keyboard-outline"),
    Row("about", "&About", "Help"),
)


TOOL_NAMES: tuple[str, ...] = tuple(row.id for row in ROWS if row.group == "tool")
"""Every tool, in the order of the menu: those of `canvas.gestures.table`, and "pan"."""

STRIP_NAMES: tuple[str, ...] = tuple(name for name in TOOL_NAMES if name not in ("accept_lasso", "accept_box"))
"""Tools with a place in the strip beside the canvas: as many as a screen of 720 rows has room for."""


def build(window: QMainWindow) -> dict[str, QAction]:
    """Make the actions and put them into the window's menus; returned by name."""
    menus: dict[str, QMenu] = {}
    groups: dict[str, QActionGroup] = {}
    actions: dict[str, QAction] = {}
    for row in ROWS:
        menu = _menu(row.menu, window, menus)
        if not row.id:
            menu.addSeparator()
            continue
        action = QAction(row.text, window)
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        if row.icon:
            action.setIcon(icon(row.icon))
        plain = row.text.replace("&", "").rstrip(".")
        action.setToolTip(f"{plain} ({row.keys[0]})" if row.keys else plain)
        if row.checked is not None:
            action.setCheckable(True)
            action.setChecked(row.checked)
        if row.group:
            if row.group not in groups:
                groups[row.group] = QActionGroup(window)
            groups[row.group].addAction(action)
        menu.addAction(action)
        actions[row.id] = action
    return actions


def enable(actions: dict[str, QAction], state: set[str]) -> None:
    """Enable the actions whose needs are all in `state`."""
    for row in ROWS:
        if row.id:
            actions[row.id].setEnabled(set(row.needs) <= state)


def key_table() -> list[tuple[str, str, str]]:
    """(menu, words, keys) of every action that has a key, in the order of the menus."""
    return [
        (row.menu.split("/")[0], row.text.replace("&", "").rstrip("."), ", ".join(row.keys)) for row in ROWS if row.keys
    ]


def _menu(path: str, window: QMainWindow, menus: dict[str, QMenu]) -> QMenu:
    """The menu of that name, or the submenu of "menu/submenu", made where it is first asked for."""
    if path not in menus:
        outer, _, inner = path.partition("/")
        place = _menu(outer, window, menus) if inner else window.menuBar()
        menus[path] = place.addMenu(inner or f"&{outer}")
    return menus[path]
