"""What is done with meetings."""

from .agenda import put_item, take_off_item
from .calling import call_meeting, call_off, call_too, say_coming
from .settling import settle

__all__ = [
    "call_meeting",
    "call_off",
    "call_too",
    "put_item",
    "say_coming",
    "settle",
    "take_off_item",
]
