"""The benchmarks compare like with like, and notice when they do not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))  # benchmarks/ is part of the checkout, not of the package

from benchmarks import export, shapes
from benchmarks.agreement import disagreements
from benchmarks.measured import run
from benchmarks.pandas_notebook import scores

ROWS = 20_000


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "_FOLDER", tmp_path_factory.mktemp("exports"))
        return export.export_file(ROWS, months=2, first="2026-09")


def test_the_export_is_what_the_readme_says(calls: Path) -> None:
    frame = pd.read_csv(calls, parse_dates=["started_at"])
    assert frame.shape == (ROWS, 18)
    assert frame.call_id.is_unique
    assert set(frame.vendor) == set(export.VENDORS)
    assert frame.started_at.dt.strftime("%Y-%m").value_counts().index.sort_values().tolist() == ["2026-09", "2026-10"]
    assert (frame.talk_s.notna() == (frame.outcome == "answered")).all()
    assert frame.customer.nunique() < ROWS


def _card(vendor: str, month: str, row: dict[str, float], wait_s: float) -> dict[str, object]:
    parts = {
        "service_level": {"numerator": row["in_time"], "denominator": row["offered"]},
        "asa": {"numerator": wait_s, "denominator": row["answered"]},
        "abandonment": {"numerator": row["offered"] - row["answered"]},
        "transfer_rate": {"numerator": row["transferred"]},
        "fcr_repeat": {"numerator": row["followed"] - row["again"], "denominator": row["followed"]},
        **{code: {"value": row[code]} for code in ("wait_p50", "wait_p90", "wait_p95")},
    }
    return {"vendor": vendor, "month": month,
            "measures": [{"code": code, "estimate": estimate} for code, estimate in parts.items()]}


def test_bare_duckdb_and_pandas_count_alike_and_a_difference_of_one_is_told(calls: Path) -> None:
    table = scores(str(calls)).fillna(0)
    bare = json.loads(run([sys.executable, "-m", "benchmarks.bare_duckdb", str(calls)]).output)
    rows = {f"{vendor} {month}": dict(row) for (vendor, month), row in table.iterrows()}
    cards = [_card(*name.split(), row, row["answer_wait_s"]) for name, row in rows.items()]
    assert len(rows) == 20
    assert disagreements(cards, bare, rows) == []
    rows["vendor03 2026-09"]["again"] += 1
    told = disagreements(cards, bare, rows)
    assert len(told) == 1 and told[0].startswith("vendor03 2026-09: not back within 7 days")
    assert any("known to one" in line for line in disagreements(cards[1:], bare, rows))


def test_pandas_follows_customers_as_a_plain_loop_does(calls: Path) -> None:
    frame = pd.read_csv(calls, parse_dates=["started_at"])
    one = frame[(frame.vendor == "vendor05") & (frame.outcome == "answered")].head(300)
    week = pd.Timedelta(days=7)
    again = sum(
        bool(((frame.customer == call.customer) & (frame.reason == call.reason) & (frame.started_at > call.started_at)
              & (frame.started_at <= call.started_at + week)).any())
        for call in one.itertuples())
    assert again > 0
    only = frame.copy()
    only.loc[(only.vendor == "vendor05") & ~only.call_id.isin(one.call_id), "outcome"] = "abandoned"
    changed = calls.with_name("one.csv")
    only.to_csv(changed, index=False)
    table = scores(str(changed)).loc["vendor05"]
    assert (table.followed.sum(), table.again.sum()) == (300, again)


def test_a_run_tells_how_long_a_command_took_and_what_it_held() -> None:
    command = "import time; held = b'x' * 80_000_000; time.sleep(.3); print('done')"
    done = run([sys.executable, "-c", command])
    assert done.output == "done\n"
    assert .3 < done.seconds < 20
    assert 75 < done.memory_mb < 400
    with pytest.raises(RuntimeError, match="ended with 2"):
        run([sys.executable, "-c", "raise SystemExit(2)"])


def test_the_other_shapes_of_the_export_hold_the_same_rows(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_FOLDER", calls.parent)
    flat = pd.read_csv(export.export_file(2_000), dtype=str)
    book = pd.read_excel(export.workbook(export.export_file(2_000)), dtype=str, engine="openpyxl")
    pd.testing.assert_frame_equal(flat, book[flat.columns].astype(flat.dtypes))
    utf, gb = (pd.read_csv(export.in_chinese(2_000, encoding), dtype=str, encoding=encoding)
               for encoding in ("utf-8", "gb18030"))
    pd.testing.assert_frame_equal(utf, gb)
    assert utf.queue.str.startswith("热线队列").all()
    assert next(iter(export.without_customers(2_000).open())) == ",".join(flat.columns.drop("customer")) + "\n"


def test_each_further_line_of_the_benchmark_names_its_baseline_and_runs(
        calls: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(export, "_FOLDER", calls.parent)
    monkeypatch.setattr(shapes, "ROWS", 2_000)
    monkeypatch.setattr(shapes, "SHEET_ROWS", 2_000)
    shapes.main(["--runs", "1", "--long-rows", "20000"])
    told = capsys.readouterr().out.splitlines()[1:]
    assert len(told) == 2 * len(shapes.LINES)
    assert all(line.startswith("    ÷ ") for line in told[1::2])
    ratios = [float(line[61:70]) for line in told[2::2]]
    assert all(0 < ratio < 1000 for ratio in ratios)
