"""The room of the trainer."""

from workbench.ui.panels.training.panel import TrainingPanel

__all__ = ["TrainingPanel"]
