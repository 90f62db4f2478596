"""Runs the `main` of a module until its first window was drawn, then says when that was, and ends.

Arguments: the module, then the program's own. Knows no program: it looks for Qt's own words that a window was painted.
"""

import importlib
import json
import os
import sys
import time

WIDGETS = ("PySide6.QtWidgets", "PyQt6.QtWidgets", "PyQt5.QtWidgets")


def main() -> None:
    module = sys.argv.pop(1)
    sys.meta_path.insert(0, _Watch())
    importlib.import_module(module).main()


class _Watch:
    """Waits for the import of a binding's QtWidgets, to be told of every event from then on."""

    def find_spec(self, *_wanted):
        """Find nothing; once the widgets are there, look at what they are told."""
        widgets = next((sys.modules[name] for name in WIDGETS if name in sys.modules), None)
        if widgets is not None and hasattr(widgets, "QApplication"):
            sys.meta_path.remove(self)
            _listen(widgets)
        return


def _listen(widgets) -> None:
    """Let the application's `exec` begin by looking, each moment, whether a window was drawn."""
    binding = widgets.__name__.split(".")[0]
    core = importlib.import_module(f"{binding}.QtCore")
    application = widgets.QApplication
    plain = application.exec

    def watched(*_arguments):
        timer = core.QTimer()
        painted = []

        class Eye(core.QObject):
            def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
                if event.type() == core.QEvent.Type.Paint and watched.isWidgetType() and watched.isWindow():
                    painted.append(watched)
                return False

        eye = Eye()
        application.instance().installEventFilter(eye)

        def look() -> None:
            if painted and any(w.isVisible() and w.width() >= 400 for w in painted):
                print(json.dumps({"drawn": time.time(), "torch": "torch" in sys.modules}), flush=True)
                os._exit(0)

        timer.timeout.connect(look)
        timer.start(1)
        return plain()

    application.exec = application.exec_ = staticmethod(watched)


if __name__ == "__main__":
    main()
