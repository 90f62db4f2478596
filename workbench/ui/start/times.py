"""Moments as people say them."""

from datetime import datetime


def when(moment: datetime, now: datetime) -> str:
    """ "today 14:02", "yesterday", "12 Nov", "3 Jan 2024": the further, the coarser. Both of one time zone."""
    days = (now.date() - moment.date()).days
    if days <= 0:
        return f"today {moment:%H:%M}"
    if days == 1:
        return "yesterday"
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment.day} {moment:%b}{year}"
