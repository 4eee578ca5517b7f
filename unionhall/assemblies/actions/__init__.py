"""What is done with meetings."""

from .agenda import put_item, take_off_item
from .calling import call_meeting, call_off, call_too, say_coming
from .floor import call_hand, go_to, raise_hand, say_of_oneself, set_stack, take_down
from .minutes import strike_line, write_line
from .presence import check_in, check_out, close_meeting, count_guests, open_meeting, tick_in, tick_out
from .procedural import drop_move, move, note_hands, second_move
from .settling import settle

__all__ = [
    "call_hand",
    "call_meeting",
    "call_off",
    "call_too",
    "check_in",
    "check_out",
    "close_meeting",
    "count_guests",
    "drop_move",
    "go_to",
    "move",
    "note_hands",
    "open_meeting",
    "put_item",
    "raise_hand",
    "say_coming",
    "say_of_oneself",
    "second_move",
    "set_stack",
    "settle",
    "strike_line",
    "take_down",
    "take_off_item",
    "tick_in",
    "tick_out",
    "write_line",
]
