"""The languages a text may be written in, each by its own name: more than the pages have, for members read what they can."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf.locale import LANG_INFO

_NAMED_BETTER = {
    "es": "español",
    "eu": "euskara",
    "km": "ភាសាខ្មែរ",
    "kn": "ಕನ್ನಡ",
    "mn": "Монгол",
    "pa": "ਪੰਜਾਬੀ",
    "pt": "português",
}
_MORE = {
    "am": "አማርኛ",
    "ha": "Hausa",
    "ku": "Kurdî",
    "ps": "پښتو",
    "rom": "romani",
    "si": "සිංහල",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "tl": "Tagalog",
    "wo": "Wolof",
    "yo": "Yorùbá",
}
NAMES: Mapping[str, str] = dict(
    sorted(
        {
            **{
                code: info["name_local"]
                for code, info in LANG_INFO.items()
                if "name_local" in info and (len(code) <= 3 or code in ("zh-hans", "zh-hant", "sr-latn"))
            },
            **_NAMED_BETTER,
            **_MORE,
        }.items(),
        key=lambda one: one[1].casefold(),
    )
)
"""By code (BCP 47), in the order of their names."""


def name_of(code: str) -> str:
    """
    A language's own name, its code where we have none.

    >>> name_of("tr"), name_of("xx")
    ('Türkçe', 'xx')
    """
    return NAMES.get(code, code)
