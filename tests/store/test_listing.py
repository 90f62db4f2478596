"""Lists of images against a plain filter and sort of the same records; and that indices carry them."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from many_images import CLASSES, SEQUENCES, TAGS, make_many
from sqlalchemy.dialects import sqlite
from store_strokes import picture

from workbench.core.classes import ClassSet
from workbench.core.listing import ImageQuery, Order
from workbench.core.look import Look
from workbench.core.records import ImageRecord, Split, Status
from workbench.store.listing import doubt_statement, doubtful_statement, ids_statement, queued_statement
from workbench.store.project import Project

COUNT = 2000

Kept = tuple[list[ImageRecord], dict[int, dict[int, int]]]
"""Every record, removed ones too, and the pixels of each class by image."""


def contradicted(image: ImageRecord) -> tuple[int, int]:
    """How much of an image's worst region the model contradicts, and of all: every third has a look at it."""
    if image.id % 3 or not image.labelled or image.removed:
        return 0, 0
    regions = [(image.id * 31 + place) % 256 if place % 5 == image.id % 7 else 0 for place in range(64)]
    return max(regions), sum(regions)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = make_many(tmp_path_factory.mktemp("many") / "project", COUNT)
    with Project.open(folder) as project:
        for image_id in range(3, COUNT, 3):
            regions = np.zeros((5, 64), np.uint8)
            places = np.arange(64)
            regions[4] = np.where(places % 5 == image_id % 7, (image_id * 31 + places) % 256, 0)
            regions[0] = 200  # of another measure
            project.queues.put_look(image_id, 1, Look(regions.reshape(5, 8, 8)).pack())
        with project._db.transaction() as connection:  # areas of different sizes
            connection.exec_driver_sql("UPDATE areas SET pixels = 1 + image_id * 37 % 500")
        yield project


@pytest.fixture(scope="module")
def kept(many: Project) -> Kept:
    records = [many.image(number) for number in range(1, COUNT + COUNT // 100 + 1)]
    return records, {image.id: many.areas(image.id) for image in records}


def same_letters(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def plainly(kept: Kept, query: ImageQuery, worked: dict[int, float]) -> list[int]:
    """What the query means, said once more in Python."""
    records, classes = kept

    def passes(image: ImageRecord) -> bool:
        wanted = same_letters(query.text)
        doubted = query.least_doubt is not None or query.most_doubt is not None
        return (
            image.removed == query.removed
            and (wanted in same_letters(image.name) or wanted in same_letters(image.note))
            and (query.statuses is None or image.status in query.statuses)
            and (query.splits is None or image.split in query.splits)
            and (not query.tag or query.tag in image.tags)
            and (query.class_index is None or query.class_index in classes[image.id])
            and (query.among is None or image.id in query.among)
            and (query.painted is None or query.painted == (image.labelled > 0))
            and (query.predicted is None or query.predicted == (image.doubt is not None))
            and (not doubted or image.doubt is not None)
            and (query.least_doubt is None or (image.doubt or 0.0) >= query.least_doubt)
            and (query.most_doubt is None or (image.doubt or 0.0) <= query.most_doubt)
            and (not query.sequence or image.sequence == query.sequence)
        )

    def key(image: ImageRecord) -> tuple[object, ...]:
        match query.order:
            case Order.POSITION:
                return (image.position, image.id)
            case Order.NAME:
                return (same_letters(image.name), image.id)
            case Order.DOUBT:
                return (1, image.position, image.id) if image.doubt is None else (0, -image.doubt, image.id)
            case Order.PAINTED:
                return (image.labelled / (image.width * image.height), image.id)
            case Order.RECENT:
                return (-worked[image.id], image.id)
            case Order.ADDED:
                return (-image.id,)
            case Order.DISAGREEMENT:
                worst, whole = contradicted(image)
                return (0, -worst, -whole, image.id) if worst else (1, image.position, image.id)
            case Order.AREA:
                pixels = classes[image.id].get(query.area_of, 0)
                return (0, -pixels, image.id) if pixels else (1, image.position, image.id)

    return [image.id for image in sorted(filter(passes, records), key=key)]


def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


QUERIES = st.builds(
    ImageQuery,
    text=st.sampled_from(["", "", "", "%", "_", "ä", "STRASSE", "straße", "A\u0308PFEL", "7", "0%", "'", "\\", "x y"]),
    statuses=maybe(st.frozensets(st.sampled_from(Status))),
    splits=maybe(st.frozensets(st.sampled_from(Split))),
    tag=st.sampled_from(["", "", "", *TAGS, "none has this"]),
    class_index=maybe(st.integers(0, len(CLASSES))),
    painted=maybe(st.booleans()),
    predicted=maybe(st.booleans()),
    least_doubt=maybe(st.sampled_from([0.0, 0.1, 0.25])),
    most_doubt=maybe(st.sampled_from([0.1, 0.3, 1.0])),
    sequence=st.sampled_from(["", "", *SEQUENCES]),
    removed=st.sampled_from([False, False, False, True]),
    among=st.sampled_from([None, None, None, frozenset(range(0, COUNT, 7)), frozenset[int]()]),
    order=st.sampled_from(Order),
    area_of=st.integers(0, len(CLASSES)),
)


@given(query=QUERIES, kept_conditions=st.integers(0, 2), dice=st.randoms(use_true_random=False))
@settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_query_lists_what_a_plain_filter_and_sort_gives(
    many: Project,
    kept: Kept,
    query: ImageQuery,
    kept_conditions: int,
    dice: object,
) -> None:
    # All conditions at once leave nothing: only a few are kept.
    names = ["statuses", "splits", "class_index", "painted", "predicted", "least_doubt", "most_doubt"]
    dice.shuffle(names)
    query = replace(query, **dict.fromkeys(names[kept_conditions:]))
    with many._db.transaction() as connection:
        worked = dict(connection.exec_driver_sql("SELECT id, worked FROM images").fetchall())
    found = many.image_ids(query)
    assert found.dtype == "int64"
    assert found.tolist() == plainly(kept, query, worked)
    assert many.count(query) == len(found)


@given(query=QUERIES)
@settings(max_examples=60, derandomize=True, deadline=None)
def test_a_query_comes_back_from_json(query: ImageQuery) -> None:
    told = json.loads(json.dumps(query.to_json()))
    assert ImageQuery.from_json(told) == query
    assert "among" in told or query.among is None
    if told:
        name = next(iter(told))
        with pytest.raises((TypeError, ValueError)):
            ImageQuery.from_json(told | {name: {"not": "this"}})


def test_the_images_are_counted_by_kind(many: Project, kept: Kept) -> None:
    present = [image for image in kept[0] if not image.removed]
    found = many.census.images()
    assert (found.images, found.labelled) == (len(present), sum(image.labelled > 0 for image in present))
    assert found.done == sum(image.status == Status.DONE for image in present)
    assert found.splits == {split: sum(image.split == split for image in present) for split in Split}
    by_class = Counter((index, image.split) for image in present for index in kept[1][image.id])
    pixels: Counter[tuple[int, Split]] = Counter()
    for image in present:
        for index, area in kept[1][image.id].items():
            pixels[index, image.split] += area
    counted = many.census.by_class_and_split()
    assert [(c.class_index, c.split) for c in counted] == sorted(by_class)
    assert {(c.class_index, c.split): (c.images, c.pixels) for c in counted} == {
        key: (by_class[key], pixels[key]) for key in by_class
    }


def test_sequences_are_counted_and_the_divided_ones_named(many: Project, kept: Kept) -> None:
    present = [image for image in kept[0] if not image.removed and image.sequence]
    assert many.divisions.sequences() == Counter(image.sequence for image in present)
    assert many.divisions.divided() == sorted(set(SEQUENCES) - {""})


def test_records_come_in_the_order_in_which_they_are_asked_for(many: Project) -> None:
    wanted = many.image_ids(ImageQuery(order=Order.NAME))[::-1][:1200]
    assert [image.id for image in many.records([10**9, *wanted])] == wanted.tolist()
    assert [image.id for image in many.each(ImageQuery())] == many.image_ids(ImageQuery()).tolist()


@pytest.mark.parametrize("forward", [True, False])
def test_neighbours_are_those_of_the_project_s_order(many: Project, forward: bool) -> None:
    order = many.image_ids(ImageQuery()).tolist()[:: 1 if forward else -1]
    for place in (0, 1, 700, COUNT - 2, COUNT - 1):
        beside = many.images_beside(order[place], forward, 3)
        assert [image.id for image in beside] == order[place + 1 : place + 4]
    assert [image.id for image in many.images_beside(None, forward, 2)] == order[:2]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (ImageQuery(), "COVERING INDEX images_by_position"),
        (ImageQuery(statuses=frozenset({Status.DONE})), "COVERING INDEX images_by_position"),
        (ImageQuery(splits=frozenset({Split.VAL}), painted=True), "COVERING INDEX images_by_position"),
        (ImageQuery(order=Order.DOUBT), "COVERING INDEX images_by_position"),
        (ImageQuery(order=Order.NAME), "COVERING INDEX images_by_name"),
        (ImageQuery(order=Order.PAINTED), "INDEX images_by_share"),
        (ImageQuery(order=Order.RECENT), "COVERING INDEX images_by_work"),
        (ImageQuery(order=Order.NAME, text="7"), "INDEX images_by_name"),
        (ImageQuery(tag="rain"), "COVERING INDEX tags_by_tag"),
        (ImageQuery(class_index=2), "COVERING INDEX areas_by_class"),
        (ImageQuery(least_doubt=0.2, most_doubt=0.3), "COVERING INDEX predictions_by_doubt"),
        (ImageQuery(predicted=True), "predictions USING INTEGER PRIMARY KEY"),
    ],
)
def test_an_index_carries_the_list(many: Project, query: ImageQuery, index: str) -> None:
    plan = planned(many, ids_statement(query))
    assert any(index in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan


def test_an_index_carries_the_order_by_doubt(many: Project) -> None:
    assert planned(many, doubt_statement()) == ["SCAN predictions USING COVERING INDEX predictions_by_doubt"]


def test_an_index_carries_the_most_doubtful(many: Project) -> None:
    plan = planned(many, doubtful_statement([Status.DONE, Status.SKIPPED], 2))
    assert plan[0] == "SCAN predictions USING INDEX predictions_by_doubt"
    assert not any("TEMP B-TREE" in step for step in plan)


def test_an_index_carries_the_queue(many: Project) -> None:
    plan = planned(many, queued_statement("doubt", [Status.DONE, Status.SKIPPED], 2))
    assert plan[0] == "SEARCH queue USING INDEX queue_by_place (strategy=?)"
    assert not any("TEMP B-TREE" in step for step in plan)


def planned(project: Project, statement: object) -> list[str]:
    words = str(statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    with project._db.transaction() as connection:
        return [row[3] for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + words)]


def test_what_a_person_says_of_an_image_is_listed(project: Project) -> None:
    first, second, third = (project.add_image(picture(f"/p/{name}.jpg")) for name in ("c", "B", "a"))
    project.set_note(second, "Über die Brücke")
    project.change_tags([first, second], added=["rain", "100%"])
    project.change_tags([first], added=["night"], taken=["rain", "never given"])
    assert project.image_ids(ImageQuery(text="ÜBER")).tolist() == [second]
    assert project.image(first).tags == ("100%", "night")
    assert project.tags() == {"100%": 2, "night": 1, "rain": 1}
    assert project.image_ids(ImageQuery(order=Order.NAME)).tolist() == [third, second, first]
    project.move_images([third, second], to_front=True)
    assert project.image_ids(ImageQuery()).tolist() == [third, second, first]
    project.move_images([third], to_front=False)
    assert [image.id for image in project.images()] == [second, first, third]


def test_wishes_about_very_many_images_are_kept(tmp_path: Path) -> None:
    count = 40_000  # more than the parameters of a statement
    with Project.open(make_many(tmp_path / "many", count)) as project:
        ids = project.image_ids(ImageQuery()).tolist()
        tagged = set(project.image_ids(ImageQuery(tag="rain")).tolist())
        backwards = ids[::-1]
        project.move_images(backwards[:-1], to_front=False)
        assert project.image_ids(ImageQuery()).tolist() == [ids[0], *backwards[:-1]]
        project.change_tags(ids[1:], added=["rain", "new"], taken=["night"])
        assert project.tags()["rain"] == len(tagged | set(ids[1:]))
        assert project.tags()["new"] == count - 1
        assert project.tags().get("night", 0) == ("night" in project.image(ids[0]).tags)
        project.divisions.set_sequences({number: f"walk {number % 3}" for number in ids})
        assert project.divisions.sequences() == {f"walk {n}": sum(i % 3 == n for i in ids) for n in range(3)}
        assert [record.id for record in project.records(backwards)] == backwards


def test_a_removed_image_is_kept_whole_and_can_be_put_back(project: Project) -> None:
    first, second = (project.add_image(picture(f"/p/{name}.jpg")) for name in "ab")
    project.change_tags([first], added=["rain"])
    project.set_split([first, second], Split.TRAIN)
    before = project.image(first)
    project.set_removed([first], True)
    assert [image.id for image in project.images()] == [second]
    assert project.census.images().splits[Split.TRAIN] == 1
    assert project.tags() == {}
    assert project.image_ids(ImageQuery(removed=True)).tolist() == [first]
    assert project.image_beside(second, False) is None
    project.set_removed([first], False)
    assert project.image(first) == before


def test_a_file_of_equal_bytes_joins_the_split_of_the_others(project: Project) -> None:
    one, twin, other = (
        project.add_image(replace(picture(f"/p/{name}.jpg"), sha256=sha))
        for name, sha in (("a", "1"), ("b", "1"), ("c", "2"))
    )
    project.set_split([one, twin], Split.VAL)
    assert project.image(other).split == Split.NONE
    late = project.add_image(replace(picture("/p/d.jpg"), sha256="1", split=Split.TRAIN))
    assert project.image(late).split == Split.VAL
    project.set_split([late, other], Split.TEST)
    assert {image.split for image in project.images()} == {Split.TEST}
    project.set_split([other], Split.TRAIN)
    assert [project.image(number).split for number in (one, twin, late)] == [Split.TEST] * 3


def test_pictures_beside_the_project_move_with_it_or_stay(tmp_path: Path) -> None:
    there = tmp_path / "there"
    (there / "pictures").mkdir(parents=True)
    with Project.create(there / "project", ClassSet.from_names(["a"])) as project:
        project.add_image(picture(str(there / "pictures" / "a.jpg")))
    there.rename(tmp_path / "both")
    with Project.open(tmp_path / "both" / "project") as project:
        assert project.image(1).path == tmp_path / "both" / "pictures" / "a.jpg"
    (tmp_path / "alone").mkdir()
    (tmp_path / "both" / "project").rename(tmp_path / "alone" / "project")
    with Project.open(tmp_path / "alone" / "project") as project:
        assert project.image(1).path == tmp_path / "both" / "pictures" / "a.jpg"
        assert project.find_image(project.image(1).path, "").id == 1
