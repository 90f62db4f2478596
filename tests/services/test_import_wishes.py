"""What a person may wish of an import: other names, a first look, hand-set pixels replaced; and one image at a time."""

import base64
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_scenes import HEIGHT, WIDTH, paint, scene, write_masks

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.core.events import Imported, Listed, Matched, Notice, Refused
from workbench.core.mask import Origin
from workbench.services import annotation, importing
from workbench.services.importing import Wishes
from workbench.store.project import Project


def texts(events: list[object]) -> str:
    return "\n".join(e.text for e in events if isinstance(e, Notice))


def test_classes_are_taken_for_others_merged_and_left_out(empty: Project, tmp_path: Path) -> None:
    source = write_masks(tmp_path / "in", "earth\ncrate\n")
    wishes = Wishes(renamed={"Earth": "ground", "crate": "ground", "third": ""})
    list(importing.run(empty, source, wishes=wishes))
    assert [c.name for c in empty.classes] == ["ground", "box"]
    assert (empty.mask(1).classes == 0).all()
    wishes = Wishes(renamed={"earth": "", "crate": "lid"})
    list(importing.run(empty, source, wishes=wishes))
    assert [c.name for c in empty.classes] == ["ground", "box", "lid", "third"]
    assert np.array_equal(empty.mask(1).classes == 2, scene(1)[1] == 1)
    assert ((empty.mask(1).classes == 0) == (scene(1)[1] == 0)).all()  # "earth" brought nothing


def test_a_name_that_the_source_lacks_changes_nothing(empty: Project, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no class 'eart'") as caught:
        list(importing.run(empty, write_masks(tmp_path / "in"), wishes=Wishes(renamed={"eart": "ground"})))
    assert "ground, box, third" in caught.value.cure
    assert empty.images() == []


def test_every_name_of_the_background_is_the_projects(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", ClassSet.from_names(["_background_", "box"])) as project:
        list(importing.run(project, write_masks(tmp_path / "in", "Background\nbox\n")))
        assert [c.name for c in project.classes] == ["_background_", "box", "third"]
        assert project.areas(1)[0] == (scene(1)[1] == 0).sum()


def test_a_first_look_tells_all_and_changes_nothing(empty: Project, tmp_path: Path) -> None:
    source = write_masks(tmp_path / "in", "ground\ncrate\n", 3)
    (source / "masks" / "scene-3.png").write_bytes(b"no picture")
    list(importing.run(empty, source / "images" / "scene-1.png"))
    before = empty.images(), empty.classes, empty.areas()
    events = list(importing.preview(empty, source))
    assert (empty.images(), empty.classes, empty.areas()) == before
    listed = [e for e in events if isinstance(e, Listed)]
    assert [(e.item, e.width, e.height, e.known) for e in listed] == [
        ("scene-1.png", WIDTH, HEIGHT, True),
        ("scene-2.png", WIDTH, HEIGHT, False),
    ]
    assert listed[1].classes == {"ground": (scene(2)[1] == 0).sum(), "crate": (scene(2)[1] == 1).sum()}
    assert "Classes: ground, crate (new), third (new)." in texts(events)
    assert [Path(e.item).name for e in events if isinstance(e, Refused)] == ["scene-3.png"]
    why = "masks of class numbers; classes from classes.txt"
    assert events[-1] == Imported("masks-index", why, 1, 2, 1, 1, dry=True)
    (matched,) = (e.classes for e in events if isinstance(e, Matched))
    assert matched == {"ground": "ground", "crate": "crate", "third": "third"}


def test_a_first_look_tells_what_wishes_make_of_the_classes(empty: Project, tmp_path: Path) -> None:
    source = write_masks(tmp_path / "in", "Ground\ncrate\n")
    events = importing.preview(empty, source, wishes=Wishes(renamed={"crate": "box", "third": ""}))
    (matched,) = (e.classes for e in events if isinstance(e, Matched))
    assert matched == {"Ground": "ground", "crate": "box", "third": ""}


@pytest.mark.parametrize("over_hand", [False, True])
def test_hand_set_pixels_are_replaced_only_when_told(empty: Project, tmp_path: Path, over_hand: bool) -> None:
    source = write_masks(tmp_path / "in", "box\nground\n", 1)  # the other way round than the hand paints
    list(importing.run(empty, source / "images"))
    paint(empty, 1, 1)
    by_hand = empty.mask(1).origin == Origin.HAND
    painted = empty.mask(1).classes.copy()
    list(importing.run(empty, source, wishes=Wishes(over_hand=over_hand)))
    mask = empty.mask(1)
    wanted = 1 - scene(1)[1]
    assert by_hand.any()
    assert np.array_equal(mask.classes, wanted if over_hand else np.where(by_hand, painted, wanted))
    empty.undo(1)
    assert np.array_equal(empty.mask(1).classes, painted)


def test_an_image_comes_in_whole_or_not_at_all(empty: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, calls = annotation.commit, []

    def breaks(*given: object) -> None:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        kept(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(annotation, "commit", breaks)
    with pytest.raises(KeyboardInterrupt):
        list(importing.run(empty, write_masks(tmp_path / "in", count=3)))
    assert [(i.name, i.labelled > 0) for i in empty.images()] == [("scene-1.png", True)]


def test_pictures_inside_documents_and_pages_become_files(empty: Project, tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.fromarray(scene(1)[0]).save(file, "PNG")
    shape = {"label": "box", "shape_type": "rectangle", "points": [[2, 3], [7, 6]]}
    document = {"shapes": [shape], "imagePath": "inside.png", "imageData": base64.b64encode(file.getvalue()).decode()}
    (tmp_path / "labelme").mkdir()
    (tmp_path / "labelme" / "a.json").write_text(json.dumps(document))
    list(importing.run(empty, tmp_path / "labelme"))
    pages = [Image.fromarray(scene(number)[0]) for number in (2, 3)]
    pages[0].save(tmp_path / "stack.tif", save_all=True, append_images=pages[1:])
    for _ in range(2):  # the second time all are known
        list(importing.run(empty, tmp_path / "stack.tif"))
    names = ["inside.png", "stack-page-1.png", "stack-page-2.png"]
    assert [i.path for i in empty.images()] == [empty.folder / "images" / name for name in names]
    for image, number in zip(empty.images(), (1, 2, 3), strict=True):
        assert np.array_equal(np.asarray(Image.open(image.path)), scene(number)[0])
    assert (empty.mask(1).classes[3:6, 2:7] == 1).all()
    assert empty.areas(1)[1] == 15
