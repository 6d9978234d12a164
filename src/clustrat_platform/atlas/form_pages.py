"""What pages with forms share stands in the base; here under the name that the desk's pages know."""

from __future__ import annotations

from clustrat_platform.base.form_pages import (
    READ_AND_WRITE,
    chosen_value,
    done,
    form_page,
    no_such_deed,
    page_of,
)

__all__ = ["READ_AND_WRITE", "chosen_value", "done", "form_page", "no_such_deed", "page_of"]
