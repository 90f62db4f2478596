"""What is said of one action."""

from dataclasses import dataclass

from workbench.ui.translation import said


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
        also: other words that it is looked for by, such as what it opens holds.
        grave: it takes something away; it is found by words, never by letters that are strewn in them.
    """

    id: str
    text: str
    menu: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs: tuple[str, ...] = ()
    group: str = ""
    checked: bool | None = None
    also: str = ""
    grave: bool = False

    @property
    def title(self) -> str:
        """The text in the language of the program."""
        return said(self.text)

    @property
    def words(self) -> str:
        """The title as it is read: without the mark of its letter and without dots."""
        return self.title.replace("&", "").rstrip(".")

    @property
    def place(self) -> tuple[str, ...]:
        """The menu and submenu that it is in, as they are read."""
        return tuple(said(part).replace("&", "") for part in self.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """Menu and submenu as the bar of menus has them, in English."""
        outer, *inner = self.menu.split("/")
        return (f"&{outer}", *inner)
