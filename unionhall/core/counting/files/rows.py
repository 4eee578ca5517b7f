"""Rows of a table in CSV, with the line each stands on."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Iterator

from unionhall.core.counting.files.errors import Unreadable, shown
from unionhall.core.counting.files.lines import text_lines
from unionhall.core.words import _


class Rows:
    """
    The rows of a table that are not empty, one after another, and at which `line` (from 1) each begins.

    `blocks`: the bytes of the file; `file`: its name, for errors. Cells are parted by commas, semicolons or tabs, whichever
    the first line has most of. Raises `Unreadable` where a row is none.

    >>> list(Rows([b"a;b\\n\\n1;2\\n"], "t.csv"))
    [['a', 'b'], ['1', '2']]
    """

    def __init__(self, blocks: Iterable[bytes], file: str) -> None:
        self.file, self.line = file, 1
        lines = text_lines(blocks)
        first = next(lines, "").removeprefix("\ufeff")
        bare = re.sub(r'"[^"]*"', "", first)
        parted = max(",;\t", key=bare.count)
        self.reader = csv.reader(self._all(first, lines), delimiter=parted, strict=True)

    @staticmethod
    def _all(first: str, lines: Iterator[str]) -> Iterator[str]:
        for line in itertools.chain([first], lines):
            yield line.replace("\0", "\ufffd")

    def __iter__(self) -> Rows:
        return self

    def __next__(self) -> list[str]:
        while True:
            self.line = self.reader.line_num + 1
            try:
                row = next(self.reader)
            except csv.Error as error:
                raise self.wrong(_("expected cells parted by commas: {error}"), error=str(error)) from error
            except StopIteration:
                self.line = max(1, self.reader.line_num)
                raise
            if any("\n" in cell for cell in row):
                raise self.wrong(_("expected a closing quotation mark after “{found}”"), ",".join(row))
            if len(row) > 1 or any(cell.strip() for cell in row):
                return row

    def wrong(self, template: str, found: str = "", **values: object) -> Unreadable:
        """The error for this row's first line."""
        return Unreadable(self.file, self.line, template, found=shown(found), **values)
