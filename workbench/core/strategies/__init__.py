"""Which image next: strategies as plain functions over arrays, and the order that they make. One door for all."""

from workbench.core.strategies.candidates import Candidates, Ranking
from workbench.core.strategies.spread import spread
from workbench.core.strategies.table import PLAIN, STRATEGIES, USUAL, Strategy

__all__ = ["PLAIN", "STRATEGIES", "USUAL", "Candidates", "Ranking", "Strategy", "spread"]
