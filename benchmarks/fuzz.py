"""Small files of ours, spoilt at random: each mutant is read, refused with a sentence or asked about; its rows add up.

    python -m benchmarks.fuzz --mutants 5000 --seed 1

The same seed spoils in the same way. A mutant that ends in anything else is kept in ``--keep`` and told; status 1 then.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from imports.errors import Refused
from imports.pipeline import run
from imports.request import ReadRequest
from imports.source import SourceFile

NOW = "2026-11-20T12:00:00+00:00"
SLOW_S = 20.0
CALLS = [["call_id", "started_at", "queue", "customer", "agent", "outcome", "wait_s", "rating"],
         *([f"C{n}", f"2026-05-{n % 28 + 1:02d} 10:{n:02d}:05", "billing", f"+44 7700 900{n:03d}", "Bo", "answered",
            str(n), str(n % 5 + 1)] for n in range(30))]
CHINESE = [["通话编号", "开始时间", "技能组", "来电号码", "坐席", "通话结果", "等待时长(秒)"],
           *([f"T{n}", f"2026/5/{n % 28 + 1} 9:{n:02d}", "售后", f"1380013{n:04d}", "王芳", "接通", str(n)]
             for n in range(30))]
FEEDBACK = [["feedback_id", "captured_at", "forwarded_at", "polarity", "text"],
            *([f"F{n}", "2026-05-03 10:00", "2026-05-04 10:00", "negative", f"电话13800138{n:03d}, order {n}"]
              for n in range(20))]
_CELLS = ("", "=1+1", "@SUM(A1)", "\x00", "\ufeff", '"', "-1", "1e308", "99:99:99", "0000-00-00", "NaN", "9" * 400,
          "是", "2026-02-30 25:61", "\u202e", "'", "\r", "𝕏", "total", "[]", "{", "1.23457E+17")
_BYTES = (b"\x00", b"\xff\xfe", b'"', b"\n", b"\r", b",", b";", b"\t", b"\x1a", b"\xe4", b"PK\x03\x04",
          b"\x1f\x8b", b"<!DOCTYPE a>")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A spoilt file: its name, kind of records and bytes."""

    name: str
    kind: str
    content: bytes


def mutants(seed: int, count: int) -> Iterator[Mutant]:
    """``count`` spoilt files, the same ones for the same ``seed``: cells or bytes changed, or both."""
    draw = random.Random(seed)
    for _ in range(count):
        name, kind, table, written = draw.choice(_SEEDS)
        rows = [list(row) for row in table]
        if draw.random() < 0.6:
            for _change in range(draw.randint(1, 4)):
                draw.choice(_TABLE_CHANGES)(draw, rows)
        content = written(rows)
        if draw.random() < 0.6:
            content = _bytes_changed(draw, name, content)
        yield Mutant(name, kind, content)


def fault_of(mutant: Mutant, folder: Path) -> tuple[str, str]:
    """What became of it, and what was wrong with that ('' when nothing was)."""
    path, out = folder / f"mutant{Path(mutant.name).suffix}", folder / "out"
    path.write_bytes(mutant.content)
    out.mkdir(exist_ok=True)
    (folder / "key").write_text("0" * 64)
    request = ReadRequest(str(path), mutant.name, mutant.kind, str(out), NOW, "UTC", str(folder / "key"), vendor="acme")
    began = time.monotonic()
    try:
        reading = run(request, SourceFile.open(path, mutant.name, out))
    except Refused as refusal:
        message = str(refusal)
        return refusal.code, "" if message.strip().endswith(".") else f"no sentence: {message!r}"
    except BaseException as fault:  # a panic of a reader is no Exception
        if type(fault).__name__ == "PanicException":
            return "reader_crashed", ""
        if isinstance(fault, KeyboardInterrupt):
            raise
        return "fault", f"{type(fault).__name__}: {fault}"[:600]
    if time.monotonic() - began > SLOW_S:
        return reading.status, f"took more than {SLOW_S} s"
    total = reading.rows_stored + reading.rows_held_back + reading.rows_not_data
    adds_up = reading.rows_read == total and reading.records <= reading.rows_stored
    stored = sum(part.records for part in reading.parts) == reading.records
    return reading.status, "" if adds_up and stored else f"{reading.rows_read} read, {total} accounted for"


def _csv(encoding: str, separator: str = ",") -> Callable[[list[list[str]]], bytes]:
    def write(rows: list[list[str]]) -> bytes:
        return "\r\n".join(separator.join(row) for row in rows).encode(encoding, "replace")
    return write


def _xlsx(rows: list[list[str]]) -> bytes:
    """The least that a workbook is: one sheet of inline texts."""
    cells = "".join("<row>" + "".join(f'<c t="inlineStr"><is><t>{_xml(cell)}</t></is></c>' for cell in row) + "</row>"
                    for row in rows)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
            'ContentType="application/xml"/></Types>'),
        "_rels/.rels": f'<Relationships {package}><Relationship Id="r1" Type="{relations}/officeDocument" '
                       'Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships {package}><Relationship Id="r1" Type="{relations}/worksheet" '
                                      'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{relations}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
                           '</sheets></workbook>',
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>",
    }
    return _packed({name: part.encode() for name, part in parts.items()})


def _packed(parts: dict[str, bytes]) -> bytes:
    """A zip of ``parts``, which tells no time: the same parts are the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _xml(text: str) -> str:
    plain = "".join(letter for letter in text if letter >= " ")
    return plain.replace("&", "&amp;").replace("<", "&lt;")


def _json(rows: list[list[str]]) -> bytes:
    return json.dumps([dict(zip(rows[0], row, strict=False)) for row in rows[1:]], ensure_ascii=False).encode()


def _lines(rows: list[list[str]]) -> bytes:
    return "\n".join(json.dumps(dict(zip(rows[0], row, strict=False))) for row in rows[1:]).encode()


def _gzip(rows: list[list[str]]) -> bytes:
    return gzip.compress(_csv("utf-8")(rows), mtime=0)


_SEEDS: tuple[tuple[str, str, list[list[str]], Callable[[list[list[str]]], bytes]], ...] = (
    ("calls.csv", "calls", CALLS, _csv("utf-8")), ("calls.tsv", "calls", CALLS, _csv("utf-16", "\t")),
    ("通话.csv", "calls", CHINESE, _csv("gb18030")), ("通话.csv", "calls", CHINESE, _csv("utf-8-sig", ";")),
    ("feedback.csv", "feedback", FEEDBACK, _csv("utf-8")), ("calls.xlsx", "calls", CALLS, _xlsx),
    ("通话.xlsx", "calls", CHINESE, _xlsx), ("calls.json", "calls", CALLS, _json),
    ("calls.jsonl", "calls", CALLS, _lines),
    ("calls.csv.gz", "calls", CALLS, _gzip),
)


def _cell(draw: random.Random, rows: list[list[str]]) -> None:
    row = draw.choice(rows)
    if row:
        row[draw.randrange(len(row))] = draw.choice(_CELLS)


def _column(draw: random.Random, rows: list[list[str]]) -> None:
    """One cell's text in a whole column, header included or not."""
    place, text = draw.randrange(len(rows[0]) or 1), draw.choice(_CELLS)
    for row in rows[draw.randint(0, 1):]:
        if place < len(row):
            row[place] = text


def _again(draw: random.Random, rows: list[list[str]]) -> None:
    rows.insert(draw.randrange(len(rows) + 1), list(draw.choice(rows)))


def _dropped(draw: random.Random, rows: list[list[str]]) -> None:
    if len(rows) > 1:
        rows.pop(draw.randrange(len(rows)))


def _ragged(draw: random.Random, rows: list[list[str]]) -> None:
    row = draw.choice(rows)
    row.append(draw.choice(_CELLS)) if draw.random() < 0.5 or not row else row.pop()


def _swapped(draw: random.Random, rows: list[list[str]]) -> None:
    first, second = draw.randrange(len(rows[0]) or 1), draw.randrange(len(rows[0]) or 1)
    for row in rows:
        if max(first, second) < len(row):
            row[first], row[second] = row[second], row[first]


_TABLE_CHANGES = (_cell, _cell, _column, _again, _dropped, _ragged, _swapped)


def _bytes_changed(draw: random.Random, name: str, content: bytes) -> bytes:
    """Bytes flipped, put in, taken out, cut off; of a workbook often within its parts, so that it still opens."""
    if name.endswith(".xlsx") and draw.random() < 0.7:
        return _part_changed(draw, content)
    for _change in range(draw.randint(1, 5)):
        at = draw.randrange(len(content) + 1)
        size = draw.choice((1, 1, 2, 16, 200))
        act = draw.randrange(4)
        put = (draw.choice(_BYTES), draw.randbytes(size), b"", content[at:at + size] * draw.choice((1, 2, 50)))[act]
        content = content[:at] + put + content[at + (size if act else 0):]
    return content[:draw.randrange(len(content) + 1)] if draw.random() < 0.1 else content


def _part_changed(draw: random.Random, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chosen = draw.choice(sorted(parts))
    parts[chosen] = _bytes_changed(draw, "", parts[chosen])
    return _packed(parts)


def main(arguments: list[str] | None = None) -> int:
    """Run and print what became of the mutants; 1 when one ended badly."""
    parser = argparse.ArgumentParser(description="Spoil small files and read them.")
    parser.add_argument("--mutants", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=None, help="A folder for mutants that end badly.")
    given = parser.parse_args(arguments)
    became: Counter[str] = Counter()
    bad = 0
    for number, mutant in enumerate(mutants(given.seed, given.mutants)):
        with tempfile.TemporaryDirectory() as folder:
            ended, wrong = fault_of(mutant, Path(folder))
        became[ended] += 1
        if wrong:
            bad += 1
            print(f"mutant {number} ({mutant.name}) {ended}: {wrong}")
            if given.keep is not None:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / f"{given.seed}-{number}-{mutant.name}").write_bytes(mutant.content)
    print(f"{given.mutants:,} mutants of seed {given.seed}: "
          + ", ".join(f"{count} {code}" for code, count in became.most_common()))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
