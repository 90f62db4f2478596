"""Strategies against plain slow versions of what they say, and the order that they make."""

import itertools
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.look import MEASURES, SIDE, Look, contradiction
from workbench.core.mask import LabelMask, Origin
from workbench.core.strategies import STRATEGIES, Candidates, coverage, spread
from workbench.core.strategies.candidates import candidates_of
from workbench.core.strategies.coverage import farthest_first


def look(seed: int, classes: tuple[int, ...] = (0, 3, 7), length: int = 5) -> Look:
    draw = np.random.default_rng(seed)
    return Look(
        draw.integers(0, 256, (len(MEASURES), SIDE, SIDE), dtype=np.uint8),
        bool(seed % 2),
        {c: float(np.float16(draw.uniform(0, 0.3))) for c in classes},
        draw.normal(size=length).astype(np.float16),
    )


def made(count: int, known: int = 0, rounds: int = 0) -> Candidates:
    looks = [look(seed) for seed in range(count)]
    met = [look(1000 + seed) for seed in range(known)]
    doubts = np.random.default_rng(count).uniform(size=count).tolist()
    return candidates_of(looks, doubts, met, {0: 900, 3: 10, 7: 400}, rounds)[0]


@pytest.mark.parametrize("name", STRATEGIES)
@settings(derandomize=True, max_examples=15, deadline=None)
@given(count=st.integers(1, 40), known=st.integers(0, 3), seed=st.integers(0, 9), groups=st.integers(1, 4))
def test_a_queue_is_a_permutation_in_which_groups_take_turns(
    name: str, count: int, known: int, seed: int, groups: int
) -> None:
    draw = np.random.default_rng(seed)
    ranking = STRATEGIES[name].rank(made(count, known), draw)
    assert np.isfinite(ranking.values).all()
    assert (ranking.values >= 0).all()
    group = [("", "a", "b", "c")[int(n)] for n in draw.integers(0, groups, count)]
    order = spread(ranking.values, group)
    assert sorted(order) == list(range(count))
    for place, (one, following) in enumerate(itertools.pairwise(order)):
        if group[one] and group[one] == group[following]:
            assert {group[row] for row in order[place + 1 :]} == {group[one]}


@pytest.mark.parametrize("name", STRATEGIES)
def test_the_same_dice_give_the_same_queue_and_every_image_has_a_reason(name: str) -> None:
    candidates, strategy = made(12, 2), STRATEGIES[name]
    first, again = (strategy.rank(candidates, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first.values, again.values)
    reasons = [strategy.reason(candidates, first, row, ["road", "car", "sky"]) for row in range(12)]
    assert all(reason.endswith(".") and reason[0].isupper() for reason in reasons)


def test_images_without_groups_come_by_their_value() -> None:
    values = np.random.default_rng(0).uniform(size=50)
    assert spread(values, [""] * 50) == np.argsort(-values).tolist()


def test_a_group_is_worth_less_with_each_image_that_it_had() -> None:
    # D'Hondt by hand: a 9, b 8, a 6/2 (a alone is left beside c), c 2, b 3/2.
    assert spread(np.array([9.0, 6.0, 8.0, 3.0, 2.0]), ["a", "a", "b", "b", ""]) == [0, 2, 1, 4, 3]


def test_sums_over_regions_are_those_of_plain_loops() -> None:
    candidates = made(6)
    draw = np.random.default_rng(0)
    for name, counted in (("entropy", 64), ("margin", 8), ("second_look", 64)):
        found = STRATEGIES[name].rank(candidates, draw).values
        for row in range(6):
            cells = sorted((int(v) for v in look(row).regions[MEASURES.index(name)].ravel()), reverse=True)
            assert found[row] == pytest.approx(sum(cells[:counted]) / counted / 255)


def test_coverage_is_the_greedy_k_center() -> None:
    draw = np.random.default_rng(4)
    points, known = draw.normal(size=(30, 3)), draw.normal(size=(2, 3))
    order, distances = farthest_first(points, known)
    chosen = [tuple(row) for row in known]
    left = set(range(30))
    for pick, distance in zip(order, distances, strict=True):
        gaps = {row: min(float(np.linalg.norm(points[row] - np.array(c))) for c in chosen) for row in left}
        assert gaps[int(pick)] == pytest.approx(max(gaps.values()))
        assert distance == pytest.approx(gaps[int(pick)])
        chosen.append(tuple(points[pick]))
        left.remove(int(pick))
    assert not left


def test_many_known_images_are_looked_at_together_and_none_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(5)
    points, known = draw.normal(size=(40, 6)), draw.normal(size=(70, 6))
    monkeypatch.setattr(coverage, "AT_ONCE", 16)
    first, distances = farthest_first(points, known)
    nearest = np.linalg.norm(points[:, None] - known[None], axis=2).min(axis=1)
    assert first[0] == nearest.argmax()
    assert distances[0] == pytest.approx(nearest.max())
    monkeypatch.setattr(coverage, "MOST_KNOWN", 35)
    assert farthest_first(points, known)[1][0] == pytest.approx(
        np.linalg.norm(points[:, None] - known[None, ::2], axis=2).min(axis=1).max()
    )


def test_coverage_of_nothing_known_begins_in_the_middle() -> None:
    points = np.array([[0.0], [11.0], [4.0], [5.0]])  # their mean is 5
    assert farthest_first(points, np.zeros((0, 1)))[0].tolist()[:2] == [3, 1]


def test_class_by_class_serves_the_least_painted_class_first() -> None:
    regions = np.full((4, len(MEASURES), SIDE * SIDE), 0.5)
    doubt = np.array([[0.9, 0.0], [0.0, 0.9], [0.1, 0.1], [0.3, 0.0]])
    candidates = Candidates(
        regions, np.zeros(4), doubt, np.array([10.0, 5000.0]), np.zeros((4, 2)), np.zeros((0, 2)), rounds=20
    )
    ranking = STRATEGIES["stratified"].rank(candidates, np.random.default_rng(0))
    order = np.argsort(-ranking.values).tolist()
    assert order[:2] == [0, 1]
    assert ranking.classes[order[:2]].tolist() == [0, 1]
    assert "car" in STRATEGIES["stratified"].reason(candidates, ranking, 0, ["car", "road"])


def test_noise_fades_with_the_rounds() -> None:
    def places(rounds: int) -> list[int]:
        found = []
        for seed in range(20):
            values = STRATEGIES["stratified"].rank(made(30, rounds=rounds), np.random.default_rng(seed)).values
            found.append(int(values.argmax()))
        return found

    assert len(set(places(0))) > len(set(places(8))) == 1


def test_doubt_goes_by_the_number_that_lists_show() -> None:
    candidates = made(9)
    assert STRATEGIES["doubt"].rank(candidates, np.random.default_rng(0)).values.tolist() == candidates.doubt.tolist()


def test_a_reason_says_where() -> None:
    regions = np.zeros((1, len(MEASURES), SIDE, SIDE))
    regions[0, MEASURES.index("entropy"), 7, 0] = 1.0
    none = np.zeros((1, 0))
    candidates = Candidates(regions.reshape(1, len(MEASURES), -1), np.zeros(1), none, np.zeros(0), none, none)
    entropy = STRATEGIES["entropy"]
    reason = entropy.reason(candidates, entropy.rank(candidates, np.random.default_rng(0)), 0, [])
    assert reason == "Entropy is 2% of the most there can be, highest in the lower left."


def test_a_look_survives_its_packing_and_rubbish_is_none() -> None:
    before = look(1)
    packed = before.pack()
    after = Look.unpack(packed)
    assert np.array_equal(after.regions, before.regions)
    assert np.array_equal(after.features, before.features)
    assert (after.twice, after.class_doubt) == (before.twice, before.class_doubt)
    assert len(packed) < 1024
    assert [Look.unpack(bad) for bad in (b"", b"LOOK", packed[:-1], packed + b"x", b"KOOL" + packed[4:])] == [None] * 5


def test_doubts_of_merged_classes_add_up() -> None:
    table = np.arange(256, dtype=np.uint8)
    table[7] = 3
    before = look(1)
    merged = before.with_table(table)
    assert merged.class_doubt == pytest.approx(
        {0: before.class_doubt[0], 3: before.class_doubt[3] + before.class_doubt[7]}
    )


def test_contradiction_counts_hand_set_pixels_alone() -> None:
    mask = LabelMask.blank(16, 24)  # regions of 2 x 3 pixels
    mask.classes[:], mask.origin[:] = 1, Origin.ACCEPTED
    mask.origin[0:2, 0:3] = Origin.HAND
    mask.classes[14:16, 21:24], mask.origin[14:16, 21:24] = 2, Origin.HAND
    predicted = np.ones((16, 24), dtype=np.uint8)
    predicted[0, 0:3] = 5  # half of the first region
    expected = np.zeros((SIDE, SIDE))
    expected[0, 0], expected[7, 7] = 0.5, 1.0
    assert np.array_equal(contradiction(mask, predicted), expected)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 50), (8, 9), (61, 7), (130, 97)])
def test_contradiction_of_each_region_is_that_of_its_pixels(height: int, width: int) -> None:
    dice = np.random.default_rng(height)
    mask = LabelMask(*dice.integers(0, 3, (2, height, width), dtype=np.uint8))
    predicted = dice.integers(0, 3, (height, width), dtype=np.uint8)
    hand, wrong = np.zeros((2, SIDE, SIDE))
    for row in range(height):
        for column in range(width):
            place = int((row + 0.5) * SIDE / height), int((column + 0.5) * SIDE / width)
            set_by_hand = mask.origin[row, column] == Origin.HAND
            hand[place] += set_by_hand
            wrong[place] += set_by_hand and mask.classes[row, column] != predicted[row, column]
    assert np.allclose(contradiction(mask, predicted), wrong / np.maximum(hand, 1))


def test_contradiction_of_a_large_image_takes_little_memory() -> None:
    mask = LabelMask.blank(1000, 1000)
    mask.classes[:], mask.origin[:] = 0, Origin.HAND
    tracemalloc.start()
    try:
        assert (contradiction(mask, mask.classes + np.uint8(1)) == 1).all()
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 5 * mask.rect.area


def test_features_of_another_network_are_left_out() -> None:
    candidates, indices = candidates_of(
        [look(0), look(1), look(2, (9,), 3)], [0.1] * 3, [look(3), look(4, length=3)], {9: 4}, 1
    )
    assert candidates.features.shape == (3, 5)
    assert not candidates.features[2].any()
    assert candidates.known.shape == (1, 5)
    assert indices == [0, 3, 7, 9]
    assert candidates.painted.tolist() == [0, 0, 0, 4]
