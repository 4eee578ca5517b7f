"""What is done with meetings."""

from .agenda import put_item, take_off_item
from .approving import approve_minutes, put_minutes
from .calling import call_meeting, call_off, call_too, say_coming
from .floor import call_hand, go_to, raise_hand, say_of_oneself, set_stack, take_down
from .minutes import strike_line, write_line
from .presence import check_in, check_out, close_meeting, count_guests, open_meeting, tick_in, tick_out
from .settling import settle

__all__ = [
    "approve_minutes",
    "call_hand",
    "call_meeting",
    "call_off",
    "call_too",
    "check_in",
    "check_out",
    "close_meeting",
    "count_guests",
    "go_to",
    "open_meeting",
    "put_item",
    "put_minutes",
    "raise_hand",
    "say_coming",
    "say_of_oneself",
    "set_stack",
    "settle",
    "strike_line",
    "take_down",
    "take_off_item",
    "tick_in",
    "tick_out",
    "write_line",
]
