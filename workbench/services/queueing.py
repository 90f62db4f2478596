"""The queue of a project: the strategy that a person chose, put to work on what the newest models saw."""

import numpy as np

from workbench.core.errors import UsageError
from workbench.core.listing import ImageQuery
from workbench.core.look import Look
from workbench.core.records import FINISHED, ImageRecord, KeptLook, QueuePlace
from workbench.core.strategies import PLAIN, STRATEGIES, USUAL, Ranking, Strategy, spread
from workbench.core.strategies.candidates import candidates_of
from workbench.store.project import Project

_NAME = "strategy"

_Seen = tuple[KeptLook, Look]


def chosen(project: Project) -> str:
    """The name of the project's strategy; what something else has damaged counts as none chosen."""
    kept = project.settings.get(_NAME)
    return kept if isinstance(kept, str) and kept in STRATEGIES else USUAL


def strategy_of(project: Project) -> Strategy:
    """The project's strategy."""
    return STRATEGIES[chosen(project)]


def choose(project: Project, name: str) -> None:
    """Let the project go by another strategy, from now on and for the predictions that there are."""
    if name not in STRATEGIES:
        raise UsageError(f"There is no strategy {name!r}.", f"Strategies: {', '.join(STRATEGIES)}.")
    project.settings.put(_NAME, name)
    rank(project)


def rank(project: Project) -> None:
    """Make the queue anew: every predicted image that waits, once.

    Images that the strategy cannot judge, because the model has not looked twice, or an older model was the last to
    look, come after the others, by their doubt.
    """
    name = chosen(project)
    table = project.classes.final_table()
    found = ((kept, Look.unpack(kept.look)) for kept in project.queues.looks())
    seen = [(kept, look.with_table(table)) for kept, look in found if look is not None]
    waiting = [one for one in seen if one[0].waits]
    # Of what waits alone: a finished image keeps the word of a model that turned out to be worse.
    newest = max((kept.run for kept, _ in waiting), default=0)
    wanted = STRATEGIES[name]
    able = [one for one in waiting if _can_judge(wanted, one, newest)]
    rest = [one for one in waiting if not _can_judge(wanted, one, newest)]
    met = [look for kept, look in seen if kept.run == newest and (not kept.waits or kept.labelled)]
    places = _places(project, wanted, able, met if wanted.known else [])
    if rest:
        later = _places(project, STRATEGIES[PLAIN], rest, [])
        why = f"{wanted.words} cannot judge this prediction: predict again."
        places += [QueuePlace(p.image, p.run, p.value, f"{p.reason} {why}") for p in later]
    project.queues.put(name, places)


def met_images(project: Project) -> list[ImageRecord]:
    """Finished images that a model should look at for the project's strategy: those that it was shown."""
    if not strategy_of(project).known:
        return []
    return list(project.each(ImageQuery(statuses=FINISHED, painted=True)))


def _can_judge(strategy: Strategy, one: _Seen, newest: int) -> bool:
    kept, look = one
    return (look.twice or not strategy.twice) and (kept.run == newest or not strategy.known)


def _places(project: Project, strategy: Strategy, seen: list[_Seen], met: list[Look]) -> list[QueuePlace]:
    if not seen:
        return []
    painted = project.areas()
    rounds = sum(run.best_miou is not None for run in project.runs())
    candidates, indices = candidates_of(
        [look for _, look in seen], [kept.doubt for kept, _ in seen], met, painted, rounds
    )
    names = [project.classes.name_of(index) for index in indices]
    draw = np.random.default_rng(max(kept.run for kept, _ in seen))
    ranking: Ranking = strategy.rank(candidates, draw)
    order = spread(ranking.values, [kept.sequence for kept, _ in seen])
    return [
        QueuePlace(
            seen[row][0].image,
            seen[row][0].run,
            float(ranking.values[row]),
            strategy.reason(candidates, ranking, row, names),
        )
        for row in order
    ]
