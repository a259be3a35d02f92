"""What was answered about files, kept for those of the next months: to be seen, and the last change taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.services.vendors import code_of

if TYPE_CHECKING:
    from storage.home import Store


def kept_answers(store: Store) -> list[dict[str, Any]]:
    """Every answer kept, by vendor ('' for files of all vendors), layout and code."""
    from storage import answers

    return [{"vendor": each.vendor, "layout": each.layout, "code": each.code, "value": each.value,
             "answered_by": each.answered_by, "answered_at": each.answered_at.isoformat()}
            for each in answers.listing(store)]


def take_back(store: Store, layout: str, vendor: str | None, *, actor: str) -> dict[str, Any]:
    """Undo the last change to the answers of a layout: what stands now, None for what is asked again."""
    from storage import answers

    code = None if vendor is None else code_of(store, vendor)
    return {"vendor": code or "", "layout": layout, "answers": answers.undo(store, code, layout, actor=actor)}
