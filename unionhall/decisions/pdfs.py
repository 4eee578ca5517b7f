"""
Taking out of a PDF file what it says about its maker.

What a page needs to be drawn is kept, and nothing else: document information, XMP, comments, filled-in forms, attached files,
scripts and what is private to an application are left off, links to addresses stay. Pictures within lose their own notes.

A PDF file is a program in all but name, and a small one can be made to take hours and all memory. So it is read in a
process of its own, which has no secrets, and which the system ends when it takes too long: `python -m
unionhall.decisions.pdfs` reads the file from standard input and writes it stripped. Plain Python, without Django.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any

from unionhall.decisions.pictures import Unreadable, jpeg, jpx

MOST_PAGES = 500
"""Pages of one file."""
MOST_STEPS = 200_000
"""Dictionaries and lists looked at in one file."""
MOST_UNPACKED = 100_000_000
"""Bytes that the pictures of one file may have once unpacked."""
SECONDS = 15
"""Of the processor's time, for one file."""
MEMORY = 800_000_000
"""Bytes of memory, for one file."""

UNREADABLE, LOCKED, TOO_MANY_PAGES, NO_READER = 3, 4, 5, 6
"""How the process ends where it does not end well."""


class Locked(ValueError):
    """The file asks for a password."""


class TooManyPages(ValueError):
    """The file has more pages than `MOST_PAGES`."""


_PAGE_KEPT = {
    "/Type", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit",
    "/Contents", "/Group", "/Annots",
}  # fmt: skip
_LEFT_OUT = {
    "/Metadata", "/PieceInfo", "/LastModified", "/AF", "/EF", "/OPI", "/Ref", "/Alternates", "/Measure", "/PtData",
    "/AA", "/JS", "/JavaScript", "/OpenAction", "/Properties", "/StructParent", "/StructParents",
}  # fmt: skip
_ADDRESSES = ("http://", "https://", "mailto:", "tel:")


def clean(data: bytes) -> bytes:
    """
    The PDF file `data`, its pages and nothing that says who made it.

    Raises `Unreadable`, `Locked` or `TooManyPages`; `ImportError` where the library that reads PDF files is missing.
    """
    from pypdf import PdfReader, PdfWriter, apply_configuration

    bounds = {
        "page_tree_maximum_entries": 4 * MOST_PAGES,
        "zlib_maximum_output_length": 40_000_000,
        "lzw_maximum_output_length": 40_000_000,
        "run_length_maximum_output_length": 40_000_000,
    }
    try:
        with apply_configuration(None, **bounds):
            reader = PdfReader(io.BytesIO(data))
            if reader.is_encrypted:
                raise Locked
            _count_pages(reader)  # before anything walks the tree page by page
            writer = PdfWriter()
            pages = list(reader.pages)
            _scrub(pages)
            for page in pages:
                writer.add_page(page)
            writer.metadata = None
            out = io.BytesIO()
            writer.write(out)
    except (Locked, TooManyPages, Unreadable):
        raise
    except Exception as wrong:
        raise Unreadable from wrong
    return out.getvalue()


def _count_pages(reader: Any) -> None:
    """
    Refuse a file of too many pages, in no more steps than a few for each page allowed: a tree whose branches are the same
    branch again and again has more pages than anybody can count, in a few kilobytes.
    """
    waiting, branches, pages = [dict.__getitem__(reader.root_object, "/Pages")], 0, 0
    while waiting:
        node = waiting.pop().get_object()
        if "/Kids" in node:
            branches += 1
            waiting += list.__iter__(node["/Kids"])
        else:
            pages += 1
        # Each that waits is a page, or leads to one; a branch that leads to none is counted by itself.
        if pages + len(waiting) > MOST_PAGES or branches > MOST_PAGES:
            raise TooManyPages


def _scrub(pages: list[Any]) -> None:
    """Leave out, of `pages` and all that they draw on, what does not draw. Each object is looked at once."""
    waiting, seen, steps, room = [], set(), 0, MOST_UNPACKED
    for page in pages:
        for key in set(page) - _PAGE_KEPT:
            del page[key]
        _keep_plain_links(page)
        waiting.append(page)
    while waiting:
        one, steps = waiting.pop(), steps + 1
        if steps > MOST_STEPS:
            raise Unreadable
        if isinstance(one, dict):
            for key in _LEFT_OUT & set(one):
                dict.__delitem__(one, key)
            if hasattr(one, "get_data"):
                room -= _scrub_stream(one)
                if room < 0:
                    raise Unreadable
        for inner in _inside(one):
            if hasattr(inner, "idnum"):
                if (inner.idnum, inner.generation) in seen:
                    continue
                seen.add((inner.idnum, inner.generation))
                inner = inner.get_object()
            if isinstance(inner, (dict, list)):
                waiting.append(inner)


def _inside(one: Any) -> Iterator[Any]:
    """What stands in a dictionary or list, references as references."""
    return iter(list(dict.values(one))) if isinstance(one, dict) else list.__iter__(one)


def _keep_plain_links(page: Any) -> None:
    """Leave of everything laid over `page` the links to addresses: where they are, and where they lead."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

    kept = ArrayObject()
    for note in page.pop("/Annots", None) or ():
        note = note.get_object()
        action = note.get("/A") if isinstance(note, dict) and note.get("/Subtype") == "/Link" else None
        address = str(action.get("/URI", "")) if isinstance(action, dict) else ""
        if not address.startswith(_ADDRESSES) or "/Rect" not in note:
            continue
        lead = {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(address)}
        link = {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): ArrayObject(note["/Rect"]),
            NameObject("/Border"): ArrayObject(),
            NameObject("/A"): DictionaryObject(lead),
        }
        kept.append(DictionaryObject(link))
    if kept:
        page[NameObject("/Annots")] = kept


def _scrub_stream(stream: Any) -> int:
    """Take out of a picture within the file what it says by itself; how many bytes had to be unpacked for it."""
    from pypdf.generic import NameObject

    for key in {"/F", "/FFilter", "/FDecodeParms"} & set(stream):
        del stream[key]  # the path of a file beside this one
    ways = stream.get("/Filter")
    ways = [str(way.get_object()) for way in ways] if isinstance(ways, list) else [str(ways)]
    last = {"/DCTDecode": jpeg, "/DCT": jpeg, "/JPXDecode": jpx}
    if not set(ways) & set(last):
        return 0
    if ways[-1] not in last:
        raise Unreadable
    unpacked = stream.get_data()  # the picture's own packing stays
    how = stream.get("/DecodeParms")
    how = how[-1] if isinstance(how, list) and how else how
    stream._data, stream.decoded_self = last[ways[-1]](unpacked), None
    stream[NameObject("/Filter")] = NameObject(ways[-1])
    if isinstance(how, dict):
        stream[NameObject("/DecodeParms")] = how
    else:
        stream.pop("/DecodeParms", None)
    return len(unpacked)


def main() -> int:
    """Strip the file on standard input; a number of this module's where that cannot be."""
    _bound()
    try:
        found = clean(sys.stdin.buffer.read())
    except ImportError:
        return NO_READER
    except Locked:
        return LOCKED
    except TooManyPages:
        return TOO_MANY_PAGES
    except (Unreadable, MemoryError, RecursionError):
        return UNREADABLE
    sys.stdout.buffer.write(found)
    return 0


def _bound() -> None:
    """Ask the system to end this process where it takes too much. Where it cannot, whoever started it waits no longer."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    sys.exit(main())
