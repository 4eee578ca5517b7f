"""What the log says of a false proof, the translators must know like the rest of what core says."""

from unionhall.core.tests.conftest import (  # noqa: F401
    _what_is_said_can_be_translated_and_is_whole,
    known,
)
