"""One tree of errors: each says what went wrong, where, with which value, and the way out.

::

    ClustratError
    ├── ParameterError (ValueError)      an option or parameter that cannot be
    ├── CodeListError (LookupError)      a code that is unknown, retired, or came without its version
    ├── SourceError (ValueError)         a file or an answer that is not what it should be
    │   └── NetworkError (OSError)       the source could not be reached, or refused
    ├── EvidenceError (ValueError)       figures that cannot be: negative, infinite, twice, mixed versions
    ├── DisclosureError (ValueError)     a table that would give back a hidden figure
    ├── EditionError (LookupError)       an edition, table or year that is not there
    ├── StorageError (OSError)           the disk is full, or a file was damaged
    └── MissingExtraError (ImportError)  an optional library is not installed

    ClustratWarning (UserWarning)        the answer stands, but someone should know
"""

from __future__ import annotations

__all__ = [
    "ClustratError",
    "ClustratWarning",
    "CodeListError",
    "DisclosureError",
    "EditionError",
    "EvidenceError",
    "MissingExtraError",
    "NetworkError",
    "ParameterError",
    "SourceError",
    "StorageError",
]


class ClustratError(Exception):
    """Any refusal of clustrat; its text is a full sentence with the value, the place and the way out."""


class ParameterError(ClustratError, ValueError):
    """An option or parameter has a value that it cannot have."""


class CodeListError(ClustratError, LookupError):
    """A code is unknown, retired, or came without the version of its list."""


class SourceError(ClustratError, ValueError):
    """A published file or an answer of a service is not what it should be."""


class NetworkError(SourceError, OSError):
    """A source could not be reached, timed out, or refused the request."""


class EvidenceError(ClustratError, ValueError):
    """Figures cannot be what they are said to be: negative, infinite, twice, or of mixed versions."""


class DisclosureError(ClustratError, ValueError):
    """A table would give back a figure that its source hides."""


class EditionError(ClustratError, LookupError):
    """An edition, one of its tables, or a year in it is not there."""


class StorageError(ClustratError, OSError):
    """A file could not be written whole, or is damaged."""


class MissingExtraError(ClustratError, ImportError):
    """An optional library is not installed; the text names the extra that brings it."""


class ClustratWarning(UserWarning):
    """The answer stands, but someone should know something about it."""
