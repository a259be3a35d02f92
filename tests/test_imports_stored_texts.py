"""Customers in columns that are none of theirs: nobody's number or address is stored as a text of a good row."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from imports import stored_texts
from tests.readings import read_text

PHONE, ADDRESS, CARD = "+44 7700 900123", "ann.lee@example.org", "4111 1111 1111 1111"
CALLS = ("call_id,started_at,programme,queue,reason,segment,language,agent,outcome,wait_s\n"
         f"A,2026-05-03 10:00,{PHONE},{PHONE},call {PHONE} back,{ADDRESS},{CARD},{ADDRESS},answered,5\n"
         "B,2026-05-03 10:05,retail,billing,refund,gold,en,Bo,answered,5\n")


def test_no_text_column_of_a_call_holds_a_customer(tmp_path: Path) -> None:
    first, second = read_text(CALLS, tmp_path).records()
    assert [first[name] for name in ("programme", "queue", "reason", "segment", "language")] == [
        "•••", "•••", "call ••• back", "•••", "•••"]
    assert [second[name] for name in ("programme", "queue", "reason", "segment", "language", "agent")] == [
        "retail", "billing", "refund", "gold", "en", "Bo"]
    assert first["agent"].startswith("•••") and "ann" not in first["agent"]


def test_two_agents_known_by_their_addresses_stay_two_in_every_file(tmp_path: Path) -> None:
    def agents(month: str) -> list[str]:
        rows = "".join(f"{month}{n},2026-{month}-03 10:00,{who}@example.org,answered,5\n"
                       for n, who in enumerate(("ann", "bo", "ann")))
        return [record["agent"] for record in read_text("call_id,started_at,agent,outcome,wait_s\n" + rows,
                                                         tmp_path).records()]

    ann, bo, again = agents("05")
    assert ann == again != bo and agents("06") == [ann, bo, ann]
    assert not any(text in f"{ann} {bo}" for text in ("ann", "bo@", "example"))


def test_evaluations_and_feedback_are_masked_in_what_somebody_wrote_as_well(tmp_path: Path) -> None:
    evaluation, = read_text("evaluation_id,call_id,evaluator,evaluated_at,form,feedback_category,comment,Greeting [5]\n"
                            f"E1,A,{ADDRESS},2026-05-03,form of {PHONE},{PHONE},told {PHONE},5\n", tmp_path,
                            "evaluations").records()
    assert (evaluation["form"], evaluation["feedback_category"]) == ("form of •••", "•••")
    assert evaluation["evaluator"].startswith("•••") and evaluation["comment"] == "told •••"
    item, = read_text("feedback_id,captured_at,forwarded_at,agent,category,text\n"
                      f"F1,2026-05-03 10:00,2026-05-03 11:00,Bo,{PHONE},{PHONE}\n", tmp_path, "feedback").records()
    assert (item["agent"], item["category"], item["text"]) == ("Bo", "•••", "•••")


def test_an_id_made_of_an_evaluators_name_holds_no_address_either(tmp_path: Path) -> None:
    read = read_text(f"call_id,evaluator,evaluated_at,Greeting [5]\nA,{ADDRESS},2026-05-03,5\n", tmp_path,
                     "evaluations")
    assert ADDRESS not in read.records()[0]["evaluation_id"]


@pytest.mark.parametrize("most", [0, 20_000])
def test_a_column_of_very_many_customers_is_masked_cell_by_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                                most: int) -> None:
    monkeypatch.setattr(stored_texts, "TEXTS_READ", most)
    rows = "".join(f"C{n},2026-05-03 10:00,+44 7700 {900000 + n},answered,5\n" for n in range(30))
    read = read_text("call_id,started_at,queue,outcome,wait_s\n" + rows + "Z,2026-05-03 10:00,,answered,5\n", tmp_path)
    assert [record["queue"] for record in read.records()] == ["•••"] * 30 + [None]
    files = [part.file for part in read.reading.parts]
    assert "7700" not in str(duckdb.connect().execute(f"SELECT * FROM read_parquet({files})").fetchall())


def test_the_report_counts_the_cells_in_which_something_was_masked(tmp_path: Path) -> None:
    rows = (f"F1,2026-05-03 10:00,Bo,{PHONE},ring {PHONE} or {ADDRESS}\n"
            f"F2,2026-05-03 11:00,Bo,billing,order 13800138000 of 2026-05-01\nF3,2026-05-03 12:00,{ADDRESS},,{CARD}\n")
    read = read_text("feedback_id,captured_at,agent,category,text\n".replace("agent", "forwarded_at,agent") +
                     rows.replace(",Bo", ",2026-05-04,Bo").replace(f"12:00,{ADDRESS}", f"12:00,2026-05-04,{ADDRESS}"),
                     tmp_path, "feedback")
    assert read.reading.masked == {"agent": 1, "category": 1, "text": 2}
    assert [record["text"] for record in read.records()] == [
        "ring ••• or •••", "order 13800138000 of 2026-05-01", "•••"]


@pytest.mark.parametrize("secret", [PHONE, ADDRESS, "138 0013 8000", "+86 (138) 0013-8000"])
@pytest.mark.parametrize("inside", [1, 3, 6, 9])
def test_what_a_text_is_cut_within_leads_to_nobody(tmp_path: Path, secret: str, inside: int) -> None:
    """Of a number that the cut goes through its first digits would be stored, which no pattern knows."""
    text = "word " * 1998 + "x" * (10_000 - 9_990 - inside - 1) + " " + secret + " and more"
    read = read_text("feedback_id,captured_at,forwarded_at,agent,text\n"
                     f"F1,2026-05-03 10:00,2026-05-03 11:00,Bo,{text}\n", tmp_path, "feedback")
    stored = read.records()[0]["text"]
    assert read.codes() == {2: ["text_cut"]} and 9_600 < len(stored) <= 10_000
    assert not any(letter.isdigit() for letter in stored) and "@" not in stored and "ann" not in stored


def test_very_much_that_somebody_wrote_is_masked_in_bounded_memory(tmp_path: Path) -> None:
    """Seventeen megabytes of amounts needed one and a half gigabytes at once."""
    words = "paid 1234567 and 7654321 " * 60
    rows = "".join(f"F{n},2026-05-03 10:00,2026-05-03 11:00,Bo,{words}\n" for n in range(2_500))
    before = duckdb.connect
    limits: list[str] = []

    def limited(*arguments: object, **options: object) -> object:
        made = before(*arguments, **options)  # type: ignore[arg-type]
        made.execute("SET memory_limit = '400MB'")
        limits.append("set")
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("imports.pipeline.duckdb.connect", limited)
        read = read_text("feedback_id,captured_at,forwarded_at,agent,text\n" + rows, tmp_path, "feedback")
    assert limits and read.reading.records == 2_500
