"""What is done with rotas."""

from .rotas import begin_rota, come_in, go_out, learn, put_in, stop_rota
from .settling import settle
from .turns import answer_swap, ask_swap, keep_turn, offer_turn, say_cannot, say_done, take_turn

__all__ = [
    "answer_swap",
    "ask_swap",
    "begin_rota",
    "come_in",
    "go_out",
    "keep_turn",
    "learn",
    "offer_turn",
    "put_in",
    "say_cannot",
    "say_done",
    "settle",
    "stop_rota",
    "take_turn",
]
