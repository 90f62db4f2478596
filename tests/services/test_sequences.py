"""How sequences are told at import, changed by hand and told again."""

from pathlib import Path

import pytest
from tiny_scenes import write_pictures

from workbench.core.errors import BadInputError
from workbench.services import importing, project_settings, sequences
from workbench.services.project_settings import ProjectSettings
from workbench.services.sequences import Telling, tell
from workbench.store import listing
from workbench.store.project import Project

CAMVID = ["0001TP_006690.jpg", "0006R0_f00930.jpg", "0001TP_006720.jpg", "0016E5_00390.jpg", "0006R0_f00960.jpg"]
"""As the files of CamVid are called; 0016E5 has one picture here."""


@pytest.mark.parametrize(
    ("name", "sequence"),
    [
        ("0001TP_006690.jpg", "0001TP"),
        ("0006R0_f01230.jpg", "0006R0"),
        ("Seq05VD_f00000.png", "Seq05VD"),
        ("walk0012.png", "walk"),
        ("my walk - 7.png", "my walk"),
        ("drive.frame_0009.tif", "drive"),
        ("20240131_120955.jpg", "20240131"),
        ("left/walk_3.png", "left/walk"),
        ("scene-1-2.png", "scene-1"),
        ("000123.jpg", ""),
        ("7.jpg", ""),
        ("portrait.jpg", ""),
        ("take_2b.jpg", ""),
        ("_12.jpg", ""),
    ],
)
def test_what_stands_in_front_of_the_number(name: str, sequence: str) -> None:
    assert tell([name], Telling.NAMES) == [sequence]


def test_camvid_has_its_sequences() -> None:
    assert tell(CAMVID, Telling.AUTO) == ["0001TP", "0006R0", "0001TP", "", "0006R0"]
    assert tell(CAMVID, Telling.AUTO, ["0016E5"])[3] == "0016E5", "there is such a sequence already"
    assert tell(CAMVID, Telling.NONE) == [""] * 5


def test_names_that_all_begin_alike_tell_nothing() -> None:
    names = [f"IMG_{number:04d}.jpg" for number in range(20)]
    assert set(tell(names, Telling.AUTO)) == {""}
    assert set(tell(names, Telling.NAMES)) == {"IMG"}
    assert set(tell(names, Telling.AUTO, ["IMG"])) == {"IMG"}


def test_several_folders_go_before_names() -> None:
    names = ["a/x_1.png", "a/y_1.png", "b/c/x_1.png", "z.png"]
    assert tell(names, Telling.AUTO) == tell(names, Telling.FOLDERS) == ["a", "a", "b/c", ""]
    one = ["a/x_1.png", "a/x_2.png", "a/y_1.png", "a/y_2.png"]
    assert tell(one, Telling.AUTO) == ["a/x", "a/x", "a/y", "a/y"], "one folder tells nothing"
    assert tell([], Telling.AUTO) == []


def told(project: Project) -> dict[str, str]:
    return {image.name: image.sequence for image in project.images()}


def test_an_import_tells_them_and_a_later_one_goes_on(empty: Project, tmp_path: Path) -> None:
    pictures = write_pictures(tmp_path / "pictures", 6)
    for path, name in zip(pictures, [*CAMVID, "0016E5_00420.jpg"], strict=True):
        path.rename(path.with_name(Path(name).stem + ".png"))
    last = tmp_path / "pictures" / "0016E5_00420.png"
    last.rename(tmp_path / last.name)
    (tmp_path / "pictures" / "0016E5_00390.png").rename(tmp_path / "pictures" / "0001TP_006750.png")
    list(importing.run(empty, tmp_path / "pictures", wishes=importing.Wishes(copy=True)))
    list(importing.run(empty, tmp_path / last.name))
    assert empty.divisions.sequences() == {"0001TP": 3, "0006R0": 2}
    assert told(empty)[last.name] == ""
    sequences.set_by_hand(empty, [empty.images()[-1].id], "  0016E5 ")
    assert empty.divisions.sequences() == {"0001TP": 3, "0006R0": 2, "0016E5": 1}


def test_settings_decide_and_can_be_applied_again(project: Project, tmp_path: Path) -> None:
    assert set(told(project).values()) == {""}
    project_settings.write(project, ProjectSettings(sequences=Telling.NAMES))
    write_pictures(tmp_path / "more", 2, first=5)
    list(importing.run(project, tmp_path / "more"))
    assert [image.sequence for image in project.images()] == ["", "", "", "", "scene", "scene"]
    sequences.tell_again(project, Telling.FOLDERS)
    assert [image.sequence for image in project.images()] == ["pictures"] * 4 + ["more"] * 2
    sequences.tell_again(project, Telling.NONE)
    assert set(told(project).values()) == {""}


def test_telling_again_reads_no_record(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(project)

    def refuse(*_: object) -> None:
        raise AssertionError("a whole record was read")

    with monkeypatch.context() as watched:
        watched.setattr(listing, "_record", refuse)
        sequences.tell_again(project, Telling.NAMES)
    assert set(before.values()) == {""}
    assert set(told(project).values()) == {"scene"}


@pytest.mark.parametrize("name", ["two\nlines", "a\tb", "x" * 201])
def test_names_that_cannot_be(project: Project, name: str) -> None:
    with pytest.raises(BadInputError):
        sequences.set_by_hand(project, [1], name)
    assert set(told(project).values()) == {""}


@pytest.mark.parametrize("kept", [None, 7, {}, {"val": 9, "test": 0, "sequences": "auto"}, {"val": [], "test": 0}])
def test_damaged_settings_are_the_programs_own(project: Project, kept: object) -> None:
    project.settings.put("splits", kept)
    assert project_settings.read(project) == ProjectSettings()


def test_settings_are_kept_with_the_project(project: Project) -> None:
    wanted = ProjectSettings(0.35, 0.1, Telling.FOLDERS)
    project_settings.write(project, wanted)
    folder = project.folder
    project.close()
    with Project.open(folder) as opened:
        assert project_settings.read(opened) == wanted
    for values in ((0.6, 0.0), (-0.1, 0.0), (0.2, 0.51)):
        with pytest.raises(BadInputError):
            ProjectSettings(*values)
