"""What is done with meetings."""

from .agenda import put_item, take_off_item
from .approving import approve_minutes, put_minutes
from .bringing import add_thing, give_back_thing, strike_thing, take_thing
from .calling import call_meeting, call_off, call_too, say_coming
from .dates import drop_search, mark_times, propose_times
from .first import declare_first, put_first
from .floor import call_hand, go_to, raise_for_guest, raise_hand, say_of_oneself, set_stack, take_down
from .minutes import strike_line, write_line
from .presence import check_in, check_out, close_meeting, count_guests, open_meeting, tick_in, tick_out
from .procedural import drop_move, move, note_hands, second_move
from .rehearsing import rehearse
from .roles import answer_offer, lay_down_role, offer_role, take_role
from .rounds import count_report, note_was_read, open_box, send_note
from .settling import settle
from .temperature import ask_temperature, count_temperature, end_temperature, say_temperature

__all__ = [
    "add_thing",
    "answer_offer",
    "approve_minutes",
    "ask_temperature",
    "call_hand",
    "call_meeting",
    "call_off",
    "call_too",
    "check_in",
    "check_out",
    "close_meeting",
    "count_guests",
    "count_report",
    "count_temperature",
    "declare_first",
    "drop_move",
    "drop_search",
    "end_temperature",
    "give_back_thing",
    "go_to",
    "lay_down_role",
    "mark_times",
    "move",
    "note_hands",
    "note_was_read",
    "offer_role",
    "open_box",
    "open_meeting",
    "propose_times",
    "put_first",
    "put_item",
    "put_minutes",
    "raise_for_guest",
    "raise_hand",
    "rehearse",
    "say_coming",
    "say_of_oneself",
    "say_temperature",
    "second_move",
    "send_note",
    "set_stack",
    "settle",
    "strike_line",
    "strike_thing",
    "take_down",
    "take_off_item",
    "take_role",
    "take_thing",
    "tick_in",
    "tick_out",
    "write_line",
]
