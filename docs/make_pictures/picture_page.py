"""The page that shows every state of the window: its picture in one theme, and the way to all the others."""

from pathlib import Path

from places import WINDOW
from window_states import STATES

HEAD = """# The window in pictures

Every state, made without a screen by `PYTHONPATH=. python docs/make_pictures`, with images that the program renders
itself. Each stands here in one theme; the links lead to the others, and for some to larger windows.
"""


def write_page() -> None:
    """Write it for the pictures that are there."""
    parts = [HEAD]
    for number, state in enumerate(STATES):
        there = sorted(WINDOW.glob(f"{state.name}-[0-9]*.png"), key=_order)
        if not there:
            continue
        first = there[number % 2] if len(there) > 1 else there[0]
        links = ", ".join(f"[{' '.join(_words(path))}]({path.name})" for path in there)
        parts.append(f"## {state.words}\n\n![{state.words}]({first.name})\n\n{links}\n")
    (WINDOW / "README.md").write_text("\n".join(parts), encoding="utf-8")


def _words(path: Path) -> tuple[str, str]:
    """Size and theme of a picture."""
    _, size, theme = path.stem.rsplit("-", 2)
    return size, theme


def _order(path: Path) -> tuple[int, str]:
    size, theme = _words(path)
    return int(size.partition("x")[0]), theme
