"""Everything that changes a motion, a poll or what stands beside them."""

from .amendments import put_amendment, reword, take_in, translate
from .ballots import Receipt, cast_ballot
from .beside import answer_question, answer_recall, ask_question, dissent, say_state_of_work, set_review
from .calling_in import call_in
from .calling_names import type_answer
from .carrying_out import carry_out, retry_effects
from .choosing import put_choice
from .declaring import close_poll, declare_due, note_too_few
from .elections import put_election, stand
from .falling import withdraw_motion
from .lots import Read, be_willing, call_lot, close_pool, draw_lot, read_seed
from .motions import put_motion, second_motion, serve_notice
from .on_paper import Reading, bring_paper
from .papers import erase_paper, lay_paper, read_paper
from .polls import open_poll
from .recall import add_name, start_recall
from .settling import settle
from .tellers import refuse_aloud, type_figures, type_papers
from .together import decide_by_itself, put_together

__all__ = [
    "Read",
    "Reading",
    "Receipt",
    "add_name",
    "answer_question",
    "answer_recall",
    "ask_question",
    "be_willing",
    "bring_paper",
    "call_in",
    "call_lot",
    "carry_out",
    "cast_ballot",
    "close_poll",
    "close_pool",
    "decide_by_itself",
    "declare_due",
    "dissent",
    "draw_lot",
    "erase_paper",
    "lay_paper",
    "note_too_few",
    "open_poll",
    "put_amendment",
    "put_choice",
    "put_election",
    "put_motion",
    "put_together",
    "read_paper",
    "read_seed",
    "refuse_aloud",
    "retry_effects",
    "reword",
    "say_state_of_work",
    "second_motion",
    "serve_notice",
    "set_review",
    "settle",
    "stand",
    "start_recall",
    "take_in",
    "translate",
    "type_answer",
    "type_figures",
    "type_papers",
    "withdraw_motion",
]
