"""Everything that changes who can sign in and as whom."""

from .accounts import change_passphrase, close_account, purge, scatter
from .claims import expect_holders, make_claim, move_claim, take_over, withdraw_claims
from .persons import let_go, new_person, seat, void_proofs
from .sessions import end_other_sessions, end_session, factors_changed

__all__ = [
    "change_passphrase",
    "close_account",
    "end_other_sessions",
    "end_session",
    "expect_holders",
    "factors_changed",
    "let_go",
    "make_claim",
    "move_claim",
    "new_person",
    "purge",
    "scatter",
    "seat",
    "take_over",
    "void_proofs",
    "withdraw_claims",
]
