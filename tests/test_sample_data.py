"""The sample files: small, reproducible, and true to what their README says, measured with plain pandas."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sample_data.manifest import FILES, FOLDER, HEARD, MESSAGES, PEOPLE, VENDORS
from sample_data.messy import IMPOSSIBLE
from sample_data.truth import MONTHS
from sample_data.truth import VENDORS as TRUTHS
from sample_data.words import HEADERS, VALUES, YES_NO

MEGABYTE = 1_000_000
_PROBE = "\n".join(str(i * i % 9973) for i in range(20_000)).encode()
PACKED_ALIKE = 0xbe7091b7
"""Checksum of the probe packed by the zlib that packed the committed files; zlib-ng and Apple's pack differently."""
WRITTEN = (".xlsx", ".csv", ".gz")
ROWS = ("answered within 60 s", "back within 7 days with the same reason code",
        "… of all who are back, given another code", "promises kept by the date first given",
        "negative feedback that reaches the client", "other feedback that reaches the client",
        "unresolved calls the agent codes resolved")
_ENGLISH = {chinese: name for name, chinese in HEADERS.items()} | {"形式": "form"}
_CODES = {chinese: code for table in VALUES.values() for code, chinese in table.items()} | {v: k for k, v
                                                                                            in YES_NO.items()}


def committed_files() -> list[Path]:
    return sorted(p for p in FOLDER.rglob("*") if p.suffix in WRITTEN)


@cache
def table(path: str) -> pd.DataFrame:
    """A sample file under its canonical names, every cell as text."""
    file = FOLDER / path
    frame = (pd.read_excel(file, dtype=str, engine="openpyxl") if file.suffix == ".xlsx" else
             pd.read_csv(file, dtype=str, sep=None, engine="python", encoding="utf-8-sig"))
    frame = frame.rename(columns=_ENGLISH)
    for column in frame.columns.intersection([*VALUES, "resolved", "feedback_voiced"]):
        frame[column] = frame[column].replace(_CODES)
    return frame


def all_of(kind: str, vendor: str) -> pd.DataFrame:
    return pd.concat([table(f.path) for f in FILES if (f.kind, f.vendor) == (kind, vendor)], ignore_index=True)


def seconds(column: pd.Series) -> pd.Series:
    clock = column.str.contains(":", na=False)
    return pd.to_timedelta(column.where(clock)).dt.total_seconds().fillna(pd.to_numeric(column.where(~clock)))


def key(customer: object) -> str | None:
    """One customer's several spellings as one."""
    text = str(customer).strip().lower()
    if text in ("nan", "", "0", "anonymous"):
        return None
    return text if "@" in text else re.sub(r"^00", "", re.sub(r"[^0-9]", "", text))


@pytest.fixture(scope="module")
def calls() -> pd.DataFrame:
    """All vendors' calls, times in UTC."""
    parts = []
    for truth in TRUTHS:
        part = all_of("calls", truth.code).rename(columns=lambda name: re.sub(r" \(h:mm:ss\)$", "_s", name))
        zone = pd.to_datetime(part.started_at).dt.tz_localize(truth.timezone)
        part = part.assign(code=truth.code, started_at=zone.dt.tz_convert("UTC"), wait_s=seconds(part.wait_s))
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True)
    frame["month"] = frame.started_at.dt.strftime("%Y-%m")
    frame["key"] = frame.customer.map(key)
    return frame


@pytest.fixture(scope="module")
def readme_table() -> dict[str, dict[str, list[float]]]:
    """README's table: row, vendor code -> six monthly shares."""
    lines = [line for line in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    answer = {}
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] in ROWS:
            answer[cells[0]] = {t.code: six(cell) for t, cell in zip(TRUTHS, cells[1:], strict=True)}
    return answer


def six(cell: str) -> list[float]:
    """``77 % → 30.8 % (2026-08)`` as six monthly shares."""
    shares = [float(number) / 100 for number in re.findall(r"([\d.]+) %", cell)]
    since = re.search(r"\((2026-\d\d)\)", cell)
    return [shares[-1] if since and month >= since[1] else shares[0] for month in MONTHS]


def agrees(hits: float, n: float, share: float, spread: float = 0.0) -> bool:
    """Is ``hits`` of ``n`` what a true ``share`` gives, within four standard errors and a systematic ``spread``?"""
    return abs(hits / n - share) <= 4 * np.sqrt(share * (1 - share) / n) + spread


def test_the_readme_tells_the_numbers_the_generator_builds_in(readme_table: dict[str, dict[str, list[float]]]) -> None:
    assert list(readme_table) == list(ROWS)
    for truth in TRUTHS:
        built = ([truth.service_level] * 6, truth.repeat, truth.recoded, truth.kept, truth.negative_arrives,
                 truth.other_arrives, [truth.coded_resolved] * 6)
        for row, months in zip(ROWS, built, strict=True):
            assert readme_table[row][truth.code] == pytest.approx(list(months)), (row, truth.code)


def test_all_files_together_stay_under_five_megabytes() -> None:
    assert 0 < sum(path.stat().st_size for path in committed_files()) < 5 * MEGABYTE


@pytest.fixture(scope="module")
def made_anew() -> dict[str, bytes]:
    from sample_data.make import files

    return dict(files())


def test_the_generator_writes_the_committed_files_and_no_others(made_anew: dict[str, bytes]) -> None:
    assert sorted(made_anew) == [path.relative_to(FOLDER).as_posix() for path in committed_files()]


def test_the_generator_writes_the_same_contents_again(made_anew: dict[str, bytes]) -> None:
    for path in committed_files():
        assert unpacked(made_anew[path.relative_to(FOLDER).as_posix()]) == unpacked(path.read_bytes()), path.name


@pytest.mark.skipif(zlib.crc32(zlib.compress(_PROBE, 9)) != PACKED_ALIKE, reason="this zlib packs differently")
def test_the_generator_writes_the_same_bytes_again(made_anew: dict[str, bytes]) -> None:
    for path in committed_files():
        assert made_anew[path.relative_to(FOLDER).as_posix()] == path.read_bytes(), path.name


def unpacked(data: bytes) -> object:
    """What a file holds, however it was compressed."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return {name: book.read(name) for name in book.namelist()}
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def test_the_manifest_names_every_file_of_the_demo_and_known_vendors() -> None:
    demo = {path.relative_to(FOLDER).as_posix() for path in committed_files() if "messy" not in path.parts}
    assert {file.path for file in FILES} | {HEARD, MESSAGES} == demo
    codes = {vendor.code for vendor in VENDORS}
    assert {file.vendor for file in FILES} - {None} == codes
    assert {person.role for person in PEOPLE} == {"manager", "qa", "vendor", "executive"}
    assert all((person.vendor in codes) == (person.role == "vendor") for person in PEOPLE)


def test_answer_speed_is_as_planted_in_every_month(calls: pd.DataFrame) -> None:
    voice = calls[(calls.channel.isin(["voice", "语音"])) & (calls.outcome != "after_hours")]
    offered = voice[~((voice.outcome == "abandoned") & (voice.wait_s <= 5))]
    in_time = (offered.outcome == "answered") & (offered.wait_s <= 60)
    for truth in TRUTHS:
        for month in MONTHS:
            mine = in_time[(offered.code == truth.code) & (offered.month == month)]
            assert agrees(mine.sum(), len(mine), truth.service_level, spread=.01), (truth.code, month)


def test_northwinds_days_differ_far_more_than_harbours(calls: pd.DataFrame) -> None:
    offered = calls[(calls.channel == "voice") & (calls.outcome != "after_hours")]
    in_time = ((offered.outcome == "answered") & (offered.wait_s <= 60)).groupby(
        [offered.code, offered.started_at.dt.date]).mean()
    assert in_time["northwind"].std() > 2.5 * in_time["harbour"].std()
    assert in_time["northwind"].min() < .2 and in_time["northwind"].max() > .85


@pytest.fixture(scope="module")
def followed(calls: pd.DataFrame) -> pd.DataFrame:
    """Answered calls with a week after them, and whether the customer was back (same code, any code, elsewhere)."""
    frame = calls[calls.key.notna()].sort_values(["started_at", "code", "call_id"]).reset_index(drop=True)
    busy = frame.groupby(["key", "month"]).call_id.transform("size") > 30
    week = pd.Timedelta(days=7)
    same, anything = frame.groupby(["key", "reason"]), frame.groupby("key")
    frame["same"] = same.started_at.shift(-1) - frame.started_at <= week
    frame["back"] = anything.started_at.shift(-1) - frame.started_at <= week
    frame["elsewhere"] = frame.back & (anything.code.shift(-1) != frame.code)
    mature = frame.started_at < frame.started_at.max() - week
    return frame[(frame.outcome == "answered") & mature & ~busy]


def test_repeats_are_as_planted_in_every_month(followed: pd.DataFrame) -> None:
    for truth in TRUTHS:
        for month, share in zip(MONTHS, truth.repeat, strict=True):
            mine = followed[(followed.code == truth.code) & (followed.month == month)]
            assert agrees(mine.same.sum(), len(mine), share, spread=.01), (truth.code, month)


def test_some_customers_call_another_vendor_next(followed: pd.DataFrame) -> None:
    share = followed.groupby("code").elsewhere.sum() / followed.groupby("code").back.sum()
    assert share.between(.05, .25).all()


def test_summit_re_codes_from_september_while_as_many_come_back(followed: pd.DataFrame) -> None:
    summit = followed[followed.code == "summit"]
    before, after = summit[summit.month < "2026-09"], summit[summit.month >= "2026-09"]
    assert before.same.mean() - after.same.mean() > .01
    assert after.back.mean() >= before.back.mean()
    assert (after.back & ~after.same).mean() - (before.back & ~before.same).mean() > .03


def test_customers_withheld_and_switchboards_stay_rare(calls: pd.DataFrame) -> None:
    assert calls.key.isna().groupby(calls.code).mean().between(.01, .05).all()
    busiest = calls[calls.key.notna()].groupby(["code", "key", "month"]).size()
    busy = set(busiest[busiest > 30].index.get_level_values("key"))
    assert 1 <= len(busy) <= 4


def promises_due(code: str) -> pd.DataFrame:
    ledger = all_of("promises", code)
    ledger = ledger[ledger.due_at.notna()]
    day_only = ledger.due_at.str.len() == 10
    due = pd.to_datetime(ledger.due_at.where(~day_only, ledger.due_at + " 23:59:59"))
    kept = pd.to_datetime(ledger.kept_at)
    return ledger.assign(month=due.dt.strftime("%Y-%m"), in_time=kept <= due, late=kept > due)


def test_promises_are_kept_as_planted_by_the_dates_in_every_month() -> None:
    for truth in TRUTHS:
        due = promises_due(truth.code)
        assert set(due.month) == set(MONTHS)
        for month, share in zip(MONTHS, truth.kept, strict=True):
            mine = due[due.month == month].in_time
            assert len(mine) > 300
            assert agrees(mine.sum(), len(mine), share), (truth.code, month)


def test_summits_own_status_calls_late_promises_kept_and_the_others_do_not() -> None:
    for truth in TRUTHS:
        due = promises_due(truth.code)
        assert due.late.sum() > 50
        assert (due[due.late].status == "kept").all() == (truth.code == "summit")


@pytest.fixture(scope="module")
def heard() -> pd.DataFrame:
    """Feedback heard on randomly drawn calls, and whether it arrived (by call id; else by agent and time)."""
    parts = []
    for truth in TRUTHS:
        sheet, items = all_of("evaluations", truth.code), all_of("feedback", truth.code)
        log = all_of("calls", truth.code)[["call_id", "agent", "started_at"]].set_index("call_id")
        mine = sheet[(sheet.selection == "random") & (sheet.feedback_voiced == "yes")].join(log, on="call_id")
        arrived = mine.call_id.isin(items.call_id)
        loose = items[items.call_id.isna()]
        for i in mine.index[~arrived]:
            start = pd.to_datetime(mine.started_at[i])
            gap = pd.to_datetime(loose.captured_at[loose.agent == mine.agent[i]]) - start
            arrived[i] = bool(gap.between(pd.Timedelta(0), pd.Timedelta(minutes=30)).any())
        parts.append(mine.assign(code=truth.code, arrived=arrived,
                                 month=pd.to_datetime(mine.started_at).dt.strftime("%Y-%m")))
    return pd.concat(parts, ignore_index=True)


def test_feedback_reaches_the_client_as_planted(heard: pd.DataFrame) -> None:
    negative = heard.feedback_polarity == "negative"
    for truth in TRUTHS:
        for which, shares in ((negative, truth.negative_arrives), (~negative, truth.other_arrives)):
            for months in (slice(0, 3), slice(3, 6)):
                mine = heard[(heard.code == truth.code) & which & heard.month.isin(MONTHS[months])]
                assert len(mine) > 90
                assert agrees(mine.arrived.sum(), len(mine), float(np.mean(shares[months]))), (truth.code, months)


def test_only_summit_loses_bad_news_and_only_from_august(heard: pd.DataFrame) -> None:
    heard = heard.assign(late=heard.month >= "2026-08", negative=heard.feedback_polarity == "negative")
    share = heard.groupby(["code", "late", "negative"]).arrived.mean()
    for truth in TRUTHS:
        for late in (False, True):
            gap = share[truth.code, late, False] - share[truth.code, late, True]
            assert (gap > .3) == (truth.code == "summit" and late), (truth.code, late)


def test_enough_is_evaluated_at_random_every_month(heard: pd.DataFrame) -> None:
    for truth in TRUTHS:
        sheet = all_of("evaluations", truth.code)
        assert set(sheet.selection) == {"random", "targeted", "calibration"}
        assert (sheet.selection == "random").sum() == 6 * 300
        assert sheet.evaluation_id.is_unique
        voiced = (sheet[sheet.selection == "random"].feedback_voiced == "yes").mean()
        assert .30 < voiced < .38


def test_summits_agents_code_nearly_everything_resolved(calls: pd.DataFrame) -> None:
    coded = calls.resolved.replace(_CODES)
    answered = calls[(calls.outcome == "answered") & coded.notna()]
    share = (coded[answered.index] == "yes").groupby(answered.code).mean()
    assert share["summit"] > .93
    assert (share.drop("summit") < .85).all()


def test_remarks_are_varied_in_both_languages(heard: pd.DataFrame) -> None:
    for chinese in (False, True):
        texts = heard.feedback_text[(heard.code == "bluesea") == chinese]
        assert texts.nunique() > .75 * len(texts)
        assert texts.str.contains("[一-鿿]").all() == chinese


def test_messy_files_hold_the_trouble_they_are_said_to_hold() -> None:
    messy = FOLDER / "messy"
    named = re.findall(r"^\| `([\w.-]+)` \|", (FOLDER / "README.md").read_text(encoding="utf-8").split("## Messy")[1],
                       re.M)
    assert sorted(named) == sorted(path.name for path in messy.iterdir())
    with (messy / "impossible-rows.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    spoilt = [rows[n] for n in range(4, 60, 10)]
    assert len(spoilt) == len(IMPOSSIBLE)
    assert spoilt[0]["outcome"] == "abandoned" and int(spoilt[0]["talk_s"]) > 0
    assert int(spoilt[1]["wait_s"]) < 0 and spoilt[2]["started_at"] > "2027" and int(spoilt[3]["transfers"]) < 0
    assert spoilt[4]["started_at"] == "" and spoilt[5]["outcome"] == "teleported"
    assert "通话时长(秒)" in (messy / "gb18030.csv").read_bytes().decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        (messy / "gb18030.csv").read_bytes().decode("utf-8")
    dates = pd.read_csv(messy / "day-or-month.csv").started_at
    assert (dates.str[:2].astype(int) <= 12).all() and (dates.str[3:5].astype(int) <= 12).all()
    twice = pd.read_csv(messy / "delivered-twice.csv")
    assert (len(twice), twice.drop_duplicates().shape[0], twice.call_id.nunique()) == (55, 50, 50)
