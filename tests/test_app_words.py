"""Both languages say everything, with the same facts, in their own numbers; and nothing is said that is not used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.words import LANGUAGES, SENTENCES, words_for
from scoring.records import CHANNELS, KINDS, OUTCOMES, Month
from scoring.result import Unit

ROOT = Path(__file__).resolve().parents[1]
EN, ZH = SENTENCES["en"], SENTENCES["zh"]
HAN = re.compile("[\u4e00-\u9fff]")
SAME_IN_BOTH = {"product", "signed_in_as", "login.other_language", "estimate.n", "column.n"}


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences() -> None:
    assert set(EN) == set(ZH)
    assert set(SENTENCES) == set(LANGUAGES)


def test_a_sentence_names_the_same_facts_in_both_languages() -> None:
    assert [key for key in EN if fields(EN[key]) != fields(ZH[key])] == []


def test_chinese_is_chinese_and_english_is_english() -> None:
    for key in set(EN) - SAME_IN_BOTH:
        told = re.sub(r"\{[^}]*\}", "", ZH[key])
        assert HAN.search(told) or not re.search("[A-Za-z]{2}", told), ZH[key]
        assert not HAN.search(EN[key]), EN[key]
        assert "!" not in EN[key] and "！" not in ZH[key]


def _texts() -> Iterator[tuple[Path, ast.AST]]:
    for room in ("app", "pages"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if path.parent.name != "words" or path.name == "__init__.py":
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def _used() -> tuple[set[str], set[str]]:
    """Every string in the code, and every beginning of one that is completed as it runs."""
    whole, beginnings = set(), set()
    for _, tree in _texts():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
                if node.value.endswith("."):
                    beginnings.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
    return whole, {beginning for beginning in beginnings if "." in beginning}


def test_every_sentence_is_used_somewhere() -> None:
    whole, beginnings = _used()
    idle = [key for key in EN if key not in whole and not key.endswith(".own")
            and not any(key.startswith(beginning) for beginning in beginnings)]
    assert idle == []


def test_every_sentence_asked_for_exists() -> None:
    for path, tree in _texts():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "t":
                key = node.args[0]
                if isinstance(key, ast.Constant):
                    assert key.value in EN, f"{path.name}: {key.value}"


def test_codes_of_other_rooms_have_words() -> None:
    from app.access import Role

    for prefix, codes in (("role", Role), ("kind", KINDS), ("channel", CHANNELS), ("outcome", OUTCOMES)):
        missing = [f"{prefix}.{code}" for code in codes if f"{prefix}.{code}" not in EN]
        assert not missing or all(not key.startswith(f"{prefix}.") for key in EN), missing


@pytest.mark.parametrize(("language", "told"), [
    ("en", ["412,906", "83.4%", "82.9–83.9%", "May 2026", "2 June 2026", "34 s", "2 min 05 s", "100 s", "+1.2",
            "−0.8", "±0.0", "A, B and C"]),
    ("zh", ["412,906", "83.4%", "82.9–83.9%", "2026年5月", "2026年6月2日", "34 秒", "2 分 05 秒", "100 秒", "+1.2",
            "−0.8", "±0.0", "A、B 和 C"]),
])
def test_figures_are_written_as_the_language_writes_them(language: str, told: list[str]) -> None:
    words = words_for(language)
    assert told == [
        words.number(412_906), words.percent(0.834), words.interval(0.829, 0.839, Unit.SHARE),
        words.month(Month(2026, 5)), words.day(date(2026, 6, 2)), words.duration(34), words.duration(125),
        words.duration(100), words.points(1.2), words.points(-0.8), words.points(0.01), words.names(["A", "B", "C"]),
    ]


@given(st.floats(min_value=0, max_value=1e7))
def test_a_duration_read_back_is_the_duration(seconds: float) -> None:
    """Nothing is lost but what the last unit shown rounds away."""
    told = words_for("en").duration(seconds)
    scale = {"s": 1, "min": 60, "h": 3600, "days": 86_400}
    parts = re.findall(r"([\d.,]+) (s|min|h|days)", told)
    read = sum(float(number.replace(",", "")) * scale[unit] for number, unit in parts)
    last = {"s": 0.5, "min": 60, "h": 3600, "days": 0.05 * 86_400}[parts[-1][1]]
    assert abs(read - seconds) <= last + 0.06


@pytest.mark.parametrize(("share", "told"), [(0.8, "80%"), (1.0, "100%"), (0.855, "85.5%"), (0.9996, "100%")])
def test_a_target_is_told_without_needless_digits(share: float, told: str) -> None:
    assert words_for("en").target(share, Unit.SHARE) == told


def test_the_last_of_a_chinese_list_is_joined_with_a_space_beside_digits_and_latin_letters() -> None:
    words = words_for("zh")
    assert words.names(["b8", "b9"]) == "b8 和 b9"
    assert words.names(["2026-05", "2026-06"]) == "2026-05 和 2026-06"
    assert words.names(["2026年5月", "2026年6月"]) == "2026年5月和2026年6月"
    assert words.names(["甲", "乙"]) == "甲和乙"


def test_one_is_told_as_one() -> None:
    words = words_for("en")
    assert words.t("basis.vendors", count=1) == "1 vendor"
    assert words.t("basis.vendors", count=4) == "4 vendors"


def test_a_moment_is_told_with_its_time() -> None:
    moment = datetime(2026, 6, 2, 14, 5)  # noqa: DTZ001 - already in the client's zone
    assert words_for("en").moment(moment) == "2 June 2026, 14:05"
    assert words_for("zh").moment(moment) == "2026年6月2日 14:05"


def test_a_missing_fact_is_an_error_and_an_unknown_language_is_english() -> None:
    with pytest.raises(KeyError):
        words_for("en").t("basis.vendors")
    assert words_for("xx").language == "en"


def test_every_reason_of_scoring_has_its_chinese_sentence_with_the_same_facts() -> None:
    from app.words.zh_reasons import SENTENCES as chinese
    from scoring.reasons import SENTENCES as english

    assert {code: fields(text) for code, text in english.items()} == \
        {code: fields(text) for code, text in chinese.items()}


def test_every_issue_and_refusal_of_imports_has_its_chinese_sentence_with_the_same_facts() -> None:
    from app.words.zh_issues import SENTENCES as chinese
    from imports.issues import CATALOGUE

    assert {code: fields(entry.sentence) for code, entry in CATALOGUE.items()} == \
        {code: fields(text) for code, text in chinese.items()}


def test_what_the_portal_says_otherwise_in_english_names_the_same_facts_and_no_command() -> None:
    from app.words.en_issues import SENTENCES as english
    from app.words.zh_issues import SENTENCES as chinese

    assert {code: fields(text) for code, text in english.items()} == {code: fields(chinese[code]) for code in english}
    for code, text in chinese.items():
        told = words_for("en").issue(code, dict.fromkeys(fields(text), "x"), _said_by_the_reading(code))
        for said in (told, text):
            assert "--" not in said and "openline " not in said, said


def _said_by_the_reading(code: str) -> str:
    """What reaches a page: a format or zone given by name comes from the command line alone."""
    from imports.issues import CATALOGUE

    return CATALOGUE[code].sentence


def test_every_file_that_is_no_table_is_called_by_its_chinese_name() -> None:
    from app.words.zh_issues import FOUND
    from imports import containers

    named = [text for table in (containers._FOREIGN, containers._ARCHIVES, containers._MARKUP, containers._OLE_STREAMS)
             for _, text in table]
    assert {text for text in named if text.startswith(("a ", "an "))} == set(FOUND)
    told = words_for("zh").issue("wrong_kind_of_file", {"found": "a PNG image"}, "")
    assert told.startswith("这是 PNG 图片，不是表格")


def test_a_reason_is_told_in_chinese_with_its_numbers_and_in_english_as_it_was_said() -> None:
    facts, said = {"evaluations": 31.0, "needed": 50}, "31 evaluations; at least 50 are needed"
    assert words_for("zh").reason("too_few_evaluations", facts, said) == "只有 31 份质检评分，至少需要 50 份"
    assert words_for("en").reason("too_few_evaluations", facts, said) == said
    assert words_for("zh").reason("too_few_evaluations", {}, said) == said  # a fact is missing
    assert words_for("zh").reason("not yet known", facts, said) == said
