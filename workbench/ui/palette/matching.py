"""How well a few typed letters fit a text: whole words best, then parts of them, then letters that are strewn in it."""

from itertools import pairwise

WORD, PART, STREWN = 3.0, 2.0, 1.0
"""What it is worth to be found at the beginning of a word, inside one, or only letter by letter."""


def fit(wanted: str, text: str, *, strewn: bool = True) -> float | None:
    """How well the words of `wanted` fit a text; None when one of them is not in it at all.

    Args:
        wanted: what was typed; case does not count, nor does the order of its words.
        text: what may be meant. Of two texts that fit alike the shorter one is worth more.
        strewn: whether letters that are strewn in it count too.
    """
    low = text.casefold()
    worths = [_worth(word, low, strewn) for word in wanted.casefold().split()]
    if None in worths:
        return None
    return sum(worth for worth in worths if worth is not None) - len(text) / 1000


def _worth(word: str, text: str, strewn: bool) -> float | None:
    if _begins(word, text):
        return WORD
    if word in text:
        return PART
    places = _strewn(word, text) if strewn else []
    if not places:
        return None
    steps = [later - earlier for earlier, later in pairwise(places)]
    close = sum(step == 1 or not text[later - 1].isalnum() for step, later in zip(steps, places[1:], strict=True))
    return STREWN * (1 + close) / (1 + len(steps))


def _begins(word: str, text: str) -> bool:
    """Whether some word of the text begins so."""
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at >= 0


def _strewn(word: str, text: str) -> list[int]:
    """Where the letters lie in this order, the first at the beginning of a word; empty when they do not."""
    for start in range(len(text)):
        if text[start] != word[0] or (start and text[start - 1].isalnum()):
            continue
        places = [start]
        for letter in word[1:]:
            place = text.find(letter, places[-1] + 1)
            if place < 0:
                break
            places.append(place)
        if len(places) == len(word):
            return places
    return []
