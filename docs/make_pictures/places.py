"""Where the pictures go."""

from pathlib import Path

DOCS = Path(__file__).parents[1]
WINDOW = DOCS / "pictures"
GUIDE = DOCS / "guide" / "pictures"
