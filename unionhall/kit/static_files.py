"""
Static files under names that carry their content's hash, so that a browser may keep them for ever.

Beside each lies the same packed with brotli and with gzip, made once when they are collected. Pages are not packed: they
hold secrets beside what others typed, and the length of what is packed tells of both (BREACH, breachattack.com).
"""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """
    Hashed, compressed files once they have been collected; plain names before.

    Before `collectstatic` there is no manifest at all and a name stays as it is: a page can be made without
    a server behind it. With a manifest, a file missing from it is an error, as it should be.
    """

    def stored_name(self, name: str) -> str:
        """The name to serve `name` under. Raises ValueError for a file that was not collected."""
        if not self.hashed_files:
            return name
        return super().stored_name(name)
