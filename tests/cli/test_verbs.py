"""Every verb in this process: exit codes, what is printed where, and JSON that programs can rely on."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from cli_projects import TINY, make_project
from PIL import Image

import workbench
from workbench.cli.app import main
from workbench.core.records import Split
from workbench.services.library import open_project

Capture = pytest.CaptureFixture[str]


def answer(capsys: Capture, *arguments: str) -> Any:
    """The one JSON value that a verb prints; nothing else may be on standard output."""
    capsys.readouterr()
    assert main([*arguments, "--json"]) == 0
    out = capsys.readouterr().out
    assert out.endswith("\n")
    assert out.count("\n") == 1
    return json.loads(out)


def refusal(capsys: Capture, *arguments: str, code: int = 1) -> str:
    """What stands on standard error when a verb refuses: a message, then a cure; standard output is empty."""
    capsys.readouterr()
    assert main(list(arguments)) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    message, cure = captured.err.strip().splitlines()[-2:]
    assert message.startswith("Error: ")
    assert cure
    assert "Traceback" not in captured.err
    return message


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "P", "--set", "steps=many"], "Write a whole number."),
        (["train", "P", "--set", "flip=perhaps"], "Write yes or no."),
        (["train", "P", "--set", "learning_rate=quick"], "Write a number."),
        (["train", "P", "--set", "steps"], "Write knob=value"),
        (["evaluate", "P", "--run", "first"], "Name a number, or 'best'."),
        (["export", "P", "out", "--split", "tset"], "Choose one of: train, val, test, none."),
        (["export", "P", "out", "--tile", "3"], "Choose 16 or more, or 0 for whole images."),
        (["export", "P", "out", "--tile", "64", "--overlap", "40"], "Choose at most half a tile."),
        (["export", "P", "out", "--void-border", "-1"], "Choose 0 to 50."),
        (["export", "P", "out", "--with", "sugar"], "It knows: raw, objects, devkit."),
        (["import", "P", "P", "--format", "coca"], "Choose one of: voc"),
        (["import", "P", "P", "--unpack-to", "out"], "Leave --unpack-to out."),
        (["trian", "P"], "Verbs: new, import"),
        (["trian"], "Verbs: new, import"),
        (["train"], "Missing argument 'PROJECT'"),
    ],
)
def test_wrong_usage_has_an_exit_code_of_its_own_and_plain_words(
    arguments: list[str], words: str, project: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([project if word == "P" else word for word in arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in " ".join(captured.err.replace("│", " ").split())
    assert not (tmp_path / "out").exists()


def test_new_makes_classes_of_words_or_a_file(tmp_path: Path, capsys: Capture) -> None:
    assert main(["new", str(tmp_path / "words"), "--classes", "road, car,tree"]) == 0
    assert "road, car, tree" in capsys.readouterr().out
    (tmp_path / "classes.txt").write_text("# mine\nroad\n\nStraße\n", encoding="utf-8")
    assert main(["new", str(tmp_path / "file"), "--classes", str(tmp_path / "classes.txt")]) == 0
    assert [c["name"] for c in answer(capsys, "status", str(tmp_path / "words"))["classes"]] == ["road", "car", "tree"]
    assert [c["name"] for c in answer(capsys, "status", str(tmp_path / "file"))["classes"]] == ["road", "Straße"]


def test_new_refuses(tmp_path: Path, project: str, capsys: Capture) -> None:
    assert "already" in refusal(capsys, "new", project, "--classes", "a")
    assert "full" in refusal(capsys, "new", _full(tmp_path), "--classes", "a")
    assert "none.txt" in refusal(capsys, "new", str(tmp_path / "p"), "--classes", str(tmp_path / "none.txt"))
    assert "'a'" in refusal(capsys, "new", str(tmp_path / "p"), "--classes", "a,b,a")
    assert not (tmp_path / "p").exists()
    (tmp_path / "file").write_text("mine")
    assert "file" in refusal(capsys, "new", str(tmp_path / "file" / "below"), "--classes", "a")


def _full(tmp_path: Path) -> str:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    return str(tmp_path / "full")


def test_import_counts_and_refuses(tmp_path: Path, pictures: Path, capsys: Capture) -> None:
    project = str(tmp_path / "project")
    main(["new", project, "--classes", "a"])
    (pictures / "broken.jpg").write_text("no picture")
    found = answer(capsys, "import", project, str(pictures))
    assert {k: found[k] for k in ("event", "format", "images", "known", "masks", "refused")} == {
        "event": "imported",
        "format": "images",
        "images": 4,
        "known": 0,
        "masks": 0,
        "refused": 1,
    }
    again = answer(capsys, "import", project, str(pictures), "--format", "images", "--copy")
    assert (again["images"], again["known"], again["refused"]) == (0, 4, 1)
    (tmp_path / "bad").mkdir()
    shutil.move(pictures / "broken.jpg", tmp_path / "bad")
    capsys.readouterr()
    assert main(["import", project, str(tmp_path / "bad")]) == 1
    assert "broken.jpg" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert "empty" in refusal(capsys, "import", project, str(tmp_path / "empty"))
    assert "gone" in refusal(capsys, "import", project, str(tmp_path / "gone"))
    assert "coca" in refusal(capsys, "import", project, str(pictures), "--format", "coca", code=2)


def test_import_with_a_first_look_and_other_names(tmp_path: Path, pictures: Path, capsys: Capture) -> None:
    source, made = tmp_path / "in", str(tmp_path / "project")
    (source / "masks").mkdir(parents=True)
    pictures = pictures.rename(source / "images")
    for number, path in enumerate(sorted(pictures.iterdir())):
        with Image.open(path) as picture:
            Image.new("L", picture.size, number % 2).save(source / "masks" / path.name)
    (source / "classes.txt").write_text("earth\ncrate\nlid\n")
    assert main(["new", made, "--classes", "ground,box"]) == 0
    wanted = ["import", made, str(source), "--map", "earth=ground", "--map", "crate=", "--map", "lid=box"]
    capsys.readouterr()
    assert main([*wanted, "--dry-run"]) == 0
    captured = capsys.readouterr()
    assert "nothing was changed" in captured.out
    assert "Classes: earth as ground, crate as unlabelled, lid as box." in captured.err
    assert captured.err.count("ground 100.0%") == 2
    assert captured.err.count("no labels") == 2
    assert answer(capsys, "status", made)["images"] == 0
    assert main(wanted) == 0
    found = answer(capsys, "status", made)
    assert (found["images"], found["labelled"], [c["name"] for c in found["classes"]]) == (4, 2, ["ground", "box"])
    assert "--map 'earth'" in refusal(capsys, "import", made, str(source), "--map", "earth", code=2)
    assert main(["export", made, str(tmp_path / "out"), "--format", "index"]) == 0
    assert (tmp_path / "out" / "classes.txt").read_text() == "ground\nbox\n"
    assert len(list((tmp_path / "out").glob("*.png"))) == 4


def test_status(project: str, capsys: Capture) -> None:
    found = answer(capsys, "status", project)
    with open_project(Path(project)) as opened:
        masks = {image.split.value: opened.mask(image.id).classes for image in opened.images() if image.labelled}
    pixels = [{"train": 0, "val": 0, "test": 0} for _ in range(2)]
    for split, mask in masks.items():
        for n in range(2):
            pixels[n][split] = int((mask == n).sum())
    colors = [c.pop("color") for c in found["classes"]]
    assert all(len(c) == 7 and int(c[1:], 16) >= 0 and c[0] == "#" for c in colors)
    assert found == {
        "images": 4,
        "labelled": 2,
        "done": 0,
        "splits": {"train": 1, "val": 1, "test": 0},
        "classes": [
            {
                "index": n,
                "name": name,
                "hidden": False,
                "images": {"train": 1, "val": 1, "test": 0},
                "pixels": pixels[n],
            }
            for n, name in enumerate(("ground", "box"))
        ],
        "sequences": {},
        "divided": [],
        "runs": [],
    }
    assert main(["status", project]) == 0
    told = capsys.readouterr().out
    assert "4 images: 2 labelled" in told
    assert f"{sum(pixels[1].values()):,}" in told


def test_status_tells_of_sequences_and_of_hidden_classes_with_pixels(project: str, capsys: Capture) -> None:
    with open_project(Path(project)) as opened:
        opened.divisions.set_sequence([1, 2], "walk [1]")
        opened.set_classes(opened.classes.with_added("never painted").with_hidden(1, True).with_hidden(2, True))
    found = answer(capsys, "status", project)
    assert found["sequences"] == {"walk [1]": 2}
    assert found["divided"] == ["walk [1]"]
    assert [(c["name"], c["hidden"]) for c in found["classes"]] == [("ground", False), ("box", True)]
    assert main(["status", project]) == 0
    told = capsys.readouterr().out
    assert "walk [1] 2. In several splits: walk [1]." in told
    assert "box (hidden)" in told


def test_a_trained_project(trained: str, capsys: Capture) -> None:
    (run,) = answer(capsys, "status", trained)["runs"]
    assert set(run) == {"id", "status", "best_miou"}
    assert (run["id"], run["status"]) == (1, "finished")
    assert 0.0 <= run["best_miou"] <= 1.0
    measured = answer(capsys, "evaluate", trained, "--run", "1", "--split", "val")
    more = {"weighted_iou", "boundary_f", "confusion", "scores"}
    assert set(measured) == {"run", "split", "images", "miou", "pixel_accuracy", "classes"} | more
    hits = [row[place] for place, row in enumerate(measured["confusion"])]
    assert sum(hits) / sum(map(sum, measured["confusion"])) == pytest.approx(measured["pixel_accuracy"])
    assert [row["miou"] for row in measured["scores"]] == pytest.approx([measured["miou"]])
    assert (measured["run"], measured["split"], measured["images"]) == (1, "val", 1)
    assert measured["miou"] == pytest.approx(run["best_miou"], abs=1e-9)
    ious = measured["classes"]
    assert list(ious) == ["ground", "box"]
    assert measured["miou"] == pytest.approx(sum(v for v in ious.values() if v is not None) / 2, abs=1e-9)
    assert main(["status", trained]) == 0
    assert f"{run['best_miou']:.3f}" in capsys.readouterr().out
    assert "test" in refusal(capsys, "evaluate", trained, "--split", "test")
    assert "7" in refusal(capsys, "evaluate", trained, "--run", "7")
    votes = answer(capsys, "evaluate", trained, "--scales", "0.5,1,1.5", "--flip")
    assert votes["images"] == 1
    assert "scales" in refusal(capsys, "evaluate", trained, "--scales", "1,much", code=2)


def test_visualise_writes_a_picture_of_each_image(trained: str, tmp_path: Path, capsys: Capture) -> None:
    before = answer(capsys, "queue", trained)
    assert main(["visualise", trained, str(tmp_path / "seen"), "--images", "scene-[12].png"]) == 0
    assert "2 pictures" in capsys.readouterr().out
    pictures = sorted((tmp_path / "seen").iterdir())
    assert [p.name for p in pictures] == ["00001-scene-1.png", "00002-scene-2.png"]
    with Image.open(pictures[0]) as seen:
        assert seen.size[0] > 5 * 64
    assert answer(capsys, "queue", trained) == before
    (tmp_path / "file").write_text("mine")
    assert "file" in refusal(capsys, "visualise", trained, str(tmp_path / "file" / "below"))


def test_queue_lists_the_most_doubtful_first(trained: str, capsys: Capture) -> None:
    rows = answer(capsys, "queue", trained, "--strategy", "doubt")
    assert {tuple(row) for row in rows} == {("image", "doubt", "reason")}
    assert {row["image"] for row in rows} == {f"scene-{n}.png" for n in range(1, 5)}
    doubts = [row["doubt"] for row in rows]
    assert doubts == sorted(doubts, reverse=True)
    assert all(0.0 <= doubt <= 1.0 and row["reason"] for doubt, row in zip(doubts, rows, strict=True))
    assert main(["queue", trained]) == 0
    assert rows[0]["image"] in capsys.readouterr().out


def test_queue_goes_by_a_strategy_and_remembers_it(trained: str, capsys: Capture) -> None:
    before = answer(capsys, "queue", trained, "--strategy", "doubt")
    other = answer(capsys, "queue", trained, "--strategy", "random")
    assert sorted(row["image"] for row in other) == sorted(row["image"] for row in before)
    assert all(row["reason"].endswith("Drawn at random.") for row in other)
    assert answer(capsys, "queue", trained) == other
    assert "luck" in refusal(capsys, "queue", trained, "--strategy", "luck", code=2)
    assert answer(capsys, "queue", trained, "--strategy", "doubt") == before


def test_predict_by_pattern(trained: str, capsys: Capture) -> None:
    assert main(["predict", trained, "--run", "best", "--images", "scene-[12].png"]) == 0
    assert "Run 1 predicted 2 images." in capsys.readouterr().out
    assert "zebra" in refusal(capsys, "predict", trained, "--images", "zebra*")


def test_train_as_json_lines(project: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "recipe.json").write_text('{"steps": 9, "validate_every": 2, "patience": 0}')
    capsys.readouterr()
    assert main(["train", project, "--recipe", str(tmp_path / "recipe.json"), *TINY, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all("event" in line for line in lines)
    assert [line["step"] for line in lines if line["event"] == "step_done"] == [1, 2, 3, 4]  # --set wins
    assert [line["step"] for line in lines if line["event"] == "epoch_done"] == [2, 4]
    (run,) = answer(capsys, "status", project)["runs"]
    assert lines[-1] == {"event": "finished", "run": 1, "status": "finished", "best_miou": run["best_miou"]}


def test_train_refuses(tmp_path: Path, pictures: Path, project: str, capsys: Capture) -> None:
    unpainted = make_project(tmp_path / "unpainted", pictures, 0)
    single = make_project(tmp_path / "single", pictures, 1)
    assert "Nothing is painted in unpainted" in refusal(capsys, "train", unpainted)
    assert "Only scene-1.png" in refusal(capsys, "train", single)
    assert "no trained model" in refusal(capsys, "predict", project)
    assert "no trained model" in refusal(capsys, "evaluate", project)
    assert "stepz" in refusal(capsys, "train", project, "--set", "stepz=4", code=2)
    assert "steps" in refusal(capsys, "train", project, "--set", "steps=many", code=2)
    (tmp_path / "recipe.json").write_text("steps: 4")
    assert "recipe.json" in refusal(capsys, "train", project, "--recipe", str(tmp_path / "recipe.json"))
    assert "gone.json" in refusal(capsys, "train", project, "--recipe", str(tmp_path / "gone.json"))
    assert answer(capsys, "status", project)["runs"] == []


def test_export_and_import_again(project: str, tmp_path: Path, capsys: Capture) -> None:
    found = answer(capsys, "export", project, str(tmp_path / "voc"), "--format", "voc")
    assert set(found) == {"images", "seconds", "verified", "pixels", "differing", "rule", "loses"}
    assert (found["images"], found["verified"]) == (2, 2)
    assert found["seconds"] > 0
    main(["new", str(tmp_path / "second"), "--classes", "ground,box"])
    assert answer(capsys, "import", str(tmp_path / "second"), str(tmp_path / "voc"))["masks"] == 2
    first, second = (answer(capsys, "status", str(p)) for p in (project, tmp_path / "second"))
    assert first["classes"] == second["classes"]
    assert first["splits"] == second["splits"]
    assert "voc" in refusal(capsys, "export", project, str(tmp_path / "voc"))
    (tmp_path / "file").write_text("mine")
    assert "file" in refusal(capsys, "export", project, str(tmp_path / "file" / "below"))
    assert "coca" in refusal(capsys, "export", project, str(tmp_path / "other"), "--format", "coca", code=2)
    assert not (tmp_path / "other").exists()


def test_check(project: str, pictures: Path, capsys: Capture) -> None:
    capsys.readouterr()
    assert main(["check", project]) == 0
    assert "4 images" in capsys.readouterr().out
    (pictures / "scene-3.png").unlink()
    Image.new("RGB", (9, 9)).save(pictures / "scene-4.png")
    assert main(["check", project]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "scene-3.png" in captured.err
    assert "9 x 9" in captured.err
    assert "2 problems" in captured.err
    assert "Left out" not in captured.err
    assert "Open it: its new size is taken." in captured.err


def test_a_name_in_square_brackets_is_printed_as_it_is(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "[red]odd"
    assert main(["new", str(folder), "--classes", "a"]) == 0
    assert "[red]odd" in capsys.readouterr().out
    assert "[red]odd" in refusal(capsys, "export", str(folder), str(tmp_path / "x"))


@pytest.mark.parametrize("verb", ["import", "status", "train", "predict", "evaluate", "queue", "export", "check"])
def test_a_missing_project(verb: str, tmp_path: Path, capsys: Capture) -> None:
    more = {"import": [str(tmp_path)], "export": [str(tmp_path / "x")]}.get(verb, [])
    assert f"There is no project in {tmp_path / 'none'}" in refusal(capsys, verb, str(tmp_path / "none"), *more)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["status", "a", "b"],
        ["status", "a", "--nope"],
        ["import", "a"],
        ["train", "a", "--set"],
        ["dance", "a"],
        ["--nope"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: Capture) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err
    assert "Traceback" not in captured.err


def test_help_and_version(capsys: Capture) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"workbench {workbench.__version__}\n"
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    verbs = ("new", "import", "status", "train", "predict", "evaluate", "queue", "export", "check", "demo")
    assert all(f" {verb} " in text for verb in verbs)


def test_a_split_set_by_hand_is_evaluated(project: str, capsys: Capture) -> None:
    with open_project(Path(project)) as opened:
        opened.set_split([2], Split.TEST)
    assert answer(capsys, "status", project)["splits"] == {"train": 1, "val": 0, "test": 1}


def test_progress_tells_work_and_models(trained: str, tmp_path: Path, capsys: Capture) -> None:
    found = answer(capsys, "progress", trained)
    assert [one["round"] for one in found["rounds"]] == [0, 1]
    assert found["rounds"][0]["strokes"] == 3
    (run,) = answer(capsys, "status", trained)["runs"]
    assert found["rounds"][1]["miou"] == run["best_miou"]
    assert main(["progress", trained, "--csv", str(tmp_path / "tables")]) == 0
    assert "rounds.csv" in capsys.readouterr().out
    assert (tmp_path / "tables" / "images.csv").read_text().startswith("image,name,status")
