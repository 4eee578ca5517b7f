"""Reading a file of ballots, whatever form it has."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable

from unionhall.core.counting.ballots import Ballots
from unionhall.core.counting.files.blt import read_blt
from unionhall.core.counting.files.debian_tally import read_debian
from unionhall.core.counting.files.errors import Unreadable
from unionhall.core.counting.files.preflib import read_preflib
from unionhall.core.counting.files.tables import read_table
from unionhall.core.words import Wrong

Reader = Callable[[Iterable[bytes], str], Ballots]

BY_ENDING: dict[str, Reader] = {
    "blt": read_blt,
    "soc": read_preflib,
    "soi": read_preflib,
    "toc": read_preflib,
    "toi": read_preflib,
    "csv": read_table,
    "tsv": read_table,
}


def read(blocks: Iterable[bytes], file: str) -> Ballots:
    """
    The ballots in `blocks` of bytes.

    What they are is told by the ending of the name `file` (`.gz` left aside), else by how they begin.

    Raises `Unreadable` with the name, the line and what was expected.

    >>> read([b"V: 12\\n"], "tally.txt").candidates
    ('1', '2')
    """
    rest = iter(blocks)
    reader = BY_ENDING.get(ending(file))
    if reader is None:
        first = next((block for block in rest if block), b"")
        reader = by_beginning(first)
        rest = itertools.chain([first], rest)
    try:
        return reader(rest, file)
    except Unreadable:
        raise
    except Wrong as wrong:
        raise Unreadable(file, 1, "{wrong}", wrong=wrong.sentence) from wrong


def ending(file: str) -> str:
    """
    The ending of a name that tells its form, `.gz` left aside.

    >>> ending("Ward.BLT.gz")
    'blt'
    """
    return file.casefold().removesuffix(".gz").rpartition(".")[2]


def by_beginning(text: bytes) -> Reader:
    """
    The reader for what begins like this.

    >>> by_beginning(b"3 1\\n1 2 0").__name__, by_beginning(b"Ana,Bilal\\n").__name__
    ('read_blt', 'read_table')
    """
    if re.search(rb"^\s*V:", text, re.M):
        return read_debian
    if re.search(rb"^#\s*(FILE NAME|TITLE|NUMBER ALTERNATIVES|ALTERNATIVE NAME)", text, re.M):
        return read_preflib
    if re.match(rb"(\xef\xbb\xbf)?(\s*#.*\n)*\s*[0-9]+\s+[0-9]+\s", text):
        return read_blt
    return read_table
