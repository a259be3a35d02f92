"""Every question is declared with its answers, and every answer has words in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

from app.services.left_out import BEGIN_AGAIN, ID_USED_AGAIN
from app.services.questions import answer_text
from app.words import LANGUAGES, words_for
from imports.questions import CHOICES, COLUMN, SHEETS, UNASKED, choices_of
from imports.request import Question

ROOT = Path(__file__).resolve().parents[1]
NAMED = {"ID_USED_AGAIN": ID_USED_AGAIN, "BEGIN_AGAIN": BEGIN_AGAIN, "SHEETS": SHEETS}


def codes_asked() -> set[str]:
    """The code of every ``Question(…)`` in the source, and of those that ``imports.columns._asked`` makes."""
    asked = set()
    for path in (file for room in ("imports", "app") for file in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            place = {"Question": 0, "_asked": 1}.get(getattr(getattr(node, "func", None), "id", ""))
            if isinstance(node, ast.Call) and place is not None and len(node.args) > place:
                code = node.args[place]
                if isinstance(code, ast.Constant):
                    asked.add(str(code.value))
                elif isinstance(code, ast.Name) and code.id in NAMED:
                    asked.add(NAMED[code.id])
                elif isinstance(code, ast.Call) and getattr(code.func, "id", "") == "code_of":
                    asked.add(COLUMN)
    return asked


def test_what_is_asked_is_what_is_declared() -> None:
    assert codes_asked() | UNASKED == set(CHOICES) and not codes_asked() & UNASKED


def test_a_question_may_be_answered_for_one_column_alone() -> None:
    assert choices_of("duration_unit") == choices_of("duration_unit.Talk. time") == ("ms", "s", "min", "h", "day")
    assert choices_of("colour") == choices_of("") == choices_of(".date_order") == ()


def test_every_answer_is_written_out_in_both_languages() -> None:
    for code, values in CHOICES.items():
        for language in LANGUAGES:
            question = Question(code, "Start", list(values), "")
            told = [answer_text(question, value, words_for(language)) for value in values]
            assert not set(told) & set(values) and len(set(told)) == len(values), (code, language, told)
