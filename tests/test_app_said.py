"""What is typed into a form holds nothing that a database or a page cannot, before anything is asked of it."""

from __future__ import annotations

import pytest

from app.services.findings_life import Forbidden, _text
from app.services.said import plain


@pytest.mark.parametrize(("typed", "kept"), [
    ("a\x00b\x07c", "abc"), ("one\r\ntwo\rthree", "one\ntwo\nthree"), ("call\u00a0me\u2028now", "call me now"),
    ("evil \u202egnp.exe", "evil gnp.exe"), (" \u200b\u2060\u00ad\ufeff ", ""), ("等了　很久", "等了 很久"),
    ("naïve 👍", "naïve 👍"),
])
def test_a_text_keeps_its_words_and_lines_and_loses_what_nobody_sees(typed: str, kept: str) -> None:
    assert plain(typed) == kept


def test_a_reply_in_which_nothing_can_be_seen_is_none() -> None:
    with pytest.raises(Forbidden) as refused:
        _text("\u200b\x00\u2060 ")
    assert refused.value.code == "no_text"
