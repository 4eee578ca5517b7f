"""What is done with meetings."""

from .agenda import put_item, take_off_item
from .calling import call_meeting, call_off, call_too, say_coming
from .presence import check_in, check_out, close_meeting, count_guests, open_meeting, tick_in, tick_out
from .settling import settle

__all__ = [
    "call_meeting",
    "call_off",
    "call_too",
    "check_in",
    "check_out",
    "close_meeting",
    "count_guests",
    "open_meeting",
    "put_item",
    "say_coming",
    "settle",
    "take_off_item",
    "tick_in",
    "tick_out",
]
