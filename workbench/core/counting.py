"""Numbers of things, as people write them."""


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 image", "2,000 images"; `many` where an "s" is not enough."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
