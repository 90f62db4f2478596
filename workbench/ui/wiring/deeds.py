"""What an action does, by its name."""

from collections.abc import Callable

Deeds = dict[str, Callable[[], object]]
"""By the name of the action."""
