"""Everything that changes who is in, by which rules, and what they may do."""

from .admitting import admit_application, admit_from_trial, admit_vouched, decline_application
from .applications import apply
from .cards import put_aside_double, take_card_back, type_in_card, vouch_for, vouch_for_many
from .carrying_away import carry_away_mine
from .founding import (
    found,
    founding_link,
    make_founding_link,
    make_founding_links,
    open_hall,
    take_founding_link,
    withdraw_founding_links,
)
from .households import choose_speaker, end_proxy, give_proxy, read_list, say_standing, settle_household
from .invites import accept_invite, join, make_invite, vouch, withdraw_invite
from .letters import answer_letter, reopen_letter, write_letter
from .letting_in import ask_back_in, confirm_back_in, stop_back_in
from .lists import bring_in_list
from .membership import (
    affirm,
    change_name,
    come_back,
    erase_member,
    exclude_member,
    leave_hall,
    reinstate_member,
    show_in_directory,
    suspend_member,
    take_leave,
)
from .notices import pin_notice, take_down_notice
from .rehearsals import end_rehearsal, open_rehearsal
from .settling import settle

__all__ = [
    "accept_invite",
    "admit_application",
    "admit_from_trial",
    "admit_vouched",
    "affirm",
    "answer_letter",
    "apply",
    "ask_back_in",
    "bring_in_list",
    "carry_away_mine",
    "change_name",
    "choose_speaker",
    "come_back",
    "confirm_back_in",
    "decline_application",
    "end_proxy",
    "end_rehearsal",
    "erase_member",
    "exclude_member",
    "found",
    "founding_link",
    "give_proxy",
    "join",
    "leave_hall",
    "make_founding_link",
    "make_founding_links",
    "make_invite",
    "open_hall",
    "open_rehearsal",
    "pin_notice",
    "put_aside_double",
    "read_list",
    "reinstate_member",
    "reopen_letter",
    "say_standing",
    "settle",
    "settle_household",
    "show_in_directory",
    "stop_back_in",
    "suspend_member",
    "take_card_back",
    "take_down_notice",
    "take_founding_link",
    "take_leave",
    "type_in_card",
    "vouch",
    "vouch_for",
    "vouch_for_many",
    "withdraw_founding_links",
    "withdraw_invite",
    "write_letter",
]
