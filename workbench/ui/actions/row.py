"""What is said of one action."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One action.

    Attributes:
        id: its name in code.
        text: in the menu; "&" marks the letter of the keyboard.
        menu: which menu, or "menu/submenu"; a row without text is a line between groups.
        keys: the shortcuts that it has until a person chooses others; the first is shown.
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

    @property
    def words(self) -> str:
        """The text as it is read: without the mark of its letter and without dots."""
        return self.text.replace("&", "").rstrip(".")

    @property
    def place(self) -> tuple[str, ...]:
        """The menu and submenu that it is in, as they are read."""
        return tuple(self.menu.replace("&", "").split("/"))
