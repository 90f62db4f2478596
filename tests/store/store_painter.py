"""A process that holds a project and paints strokes until it is killed; each one that is kept is a line of output."""

import sys
from pathlib import Path

from store_strokes import commit

from workbench.store.project import Project

if __name__ == "__main__":
    with Project.open(Path(sys.argv[1])) as project:
        image_id = project.images()[0].id
        mask = project.mask(image_id)
        first = len(project.history(image_id, 2**40))
        print("open", flush=True)
        for number in range(first, first + int(sys.argv[2])):
            commit(project, image_id, mask, number)
            print(number, flush=True)
        sys.stdin.readline()
