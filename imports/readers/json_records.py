"""JSON (a list of objects, or an object with such a list) and JSON lines: nested objects become ``Queue.Name``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from imports.errors import Refused
from imports.progress import report
from imports.readers.encoding import encoding_of
from imports.readers.header import clean, distinct
from imports.readers.relation import COLUMN_LIMIT, Relation
from imports.readers.scan import scan
from imports.readers.sheet import Sheet
from imports.readers.template import Template

if TYPE_CHECKING:
    import duckdb

    from imports.source import SourceFile

_BATCH_ROWS = 20_000
_MAX_DEPTH = 12
_LISTS_DEPTH = 3
"""How deep in a document its list of records may lie."""
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
_HALF = re.compile("[\ud800-\udfff]")
"""Half a character, as ``"\\ud83d"`` alone writes it: JSON allows it, no text can hold it."""

Record = dict[str, str | None]


def read(source: SourceFile, connection: duckdb.DuckDBPyConnection, known: Callable[[str], bool],
         templates: Sequence[Template] = (), spread: Sequence[str] = ()) -> list[Sheet]:
    """The one sheet of a JSON file; ``_row`` is the number of the record. A broken line of JSON lines is kept whole in
    ``_surplus``; a broken JSON document is refused with the place where it breaks. Of an object that holds a list
    under one of the paths in ``spread`` each item is a record, with whatever else the object says."""
    encoding = encoding_of(source.path, scan(source.path))
    objects = (_lines(source.path, encoding.name) if source.container == "jsonl"
               else _listed(source, encoding.name, spread))
    if spread:
        objects = (row for value in objects for row in _spread(value, spread))
    relation = Relation(connection, "sheet_0")
    columns: dict[str, int] = {}
    replaced = encoding.replaced
    for first, batch in _batches(objects):
        replaced += _add(relation, columns, first, batch)
        report("read", 0.5)
    if not columns:
        raise Refused("json_without_records")
    relation.finish(range(len(columns)))
    replaced += sum(len(_HALF.findall(name)) for name in columns)
    header = distinct(clean(_HALF.sub("\ufffd", name)) for name in columns)
    return [Sheet(source.name, relation.name, header, 0, (), relation.rows, len(header), encoding.name,
                  replaced=replaced)]


def _lines(path: Path, encoding: str) -> Iterator[Any]:
    """One value for each line that is not blank; the line itself, as text, when it is not sound JSON."""
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace") as file:
        for line in file:
            text = line.strip("\ufeff \t\r\n\0")
            if not text:
                continue
            try:
                yield _DECODER.decode(text)
            except (ValueError, RecursionError):
                yield text


def _listed(source: SourceFile, encoding: str, spread: Sequence[str]) -> Iterator[Any]:
    """The records of one JSON document: those of a list one at a time, those of the longest list in an object, or the
    object itself where it is one to be spread."""
    text = source.path.read_bytes().decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("["):
        yield from _elements(text)
        return
    document, end = _value(text, 0)
    if text[end:].strip():
        yield from _concatenated(text)
        return
    if isinstance(document, dict) and _spread(document, spread) != [document]:
        yield document
        return
    lists = list(_lists_in(document, _LISTS_DEPTH))
    if not lists:
        raise Refused("json_without_records")
    yield from max(lists, key=len)


def _lists_in(document: Any, depth: int) -> Iterator[list[Any]]:
    """The lists of records that an object holds, also in objects of it (``data.list``), never in another list."""
    if _is_records(document):
        yield document
    elif isinstance(document, dict) and depth:
        for value in document.values():
            yield from _lists_in(value, depth - 1)


def _spread(value: Any, paths: Sequence[str]) -> list[Any]:
    """The object once for each item of the list under the first of ``paths`` that it has, else the object alone."""
    for path in paths:
        rows = list(_items(value, path.split(".")))
        if rows:
            return rows
    return [value]


def _items(value: Any, steps: list[str]) -> Iterator[Any]:
    """The object with one item in place of the list that ``steps`` lead to. Its other lists of records are left out:
    what is said once of the whole would be written down with every item."""
    if not isinstance(value, dict) or steps[0] not in value:
        return
    inner, beside = value[steps[0]], {key: item for key, item in value.items() if not _is_records(item)}
    for item in inner if _is_records(inner) else (inner,):
        if steps[1:]:
            yield from ({**beside, steps[0]: row} for row in _items(item, steps[1:]))
        elif item is not inner:
            yield {**beside, steps[0]: item}


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _elements(text: str) -> Iterator[Any]:
    place = _skip(text, 1)
    while place < len(text) and text[place] != "]":
        value, place = _value(text, place)
        yield value
        place = _skip(text, place)
        if text[place:place + 1] == ",":
            place = _skip(text, place + 1)
        elif text[place:place + 1] != "]":
            raise _broken(text, place, "a comma or the end of the list is missing")
    if place >= len(text):
        raise _broken(text, len(text), "the end of the list is missing")


def _concatenated(text: str) -> Iterator[Any]:
    """Objects one after the other without commas, over several lines each."""
    place = 0
    while place < len(text):
        value, place = _value(text, place)
        yield value
        place = _skip(text, place)


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def _value(text: str, place: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, place)
    except json.JSONDecodeError as error:
        raise _broken(text, error.pos, error.msg) from error
    except RecursionError as error:
        raise _broken(text, place, "objects nested too deeply") from error


def _broken(text: str, place: int, detail: str) -> Refused:
    line = text.count("\n", 0, place) + 1
    return Refused("broken_json", line=line, column=place - text.rfind("\n", 0, place), detail=detail)


def _batches(objects: Iterable[Any]) -> Iterator[tuple[int, list[Any]]]:
    batch: list[Any] = []
    number = 1
    for value in objects:
        batch.append(value)
        if len(batch) == _BATCH_ROWS:
            yield number, batch
            number, batch = number + len(batch), []
    if batch:
        yield number, batch


def _add(relation: Relation, columns: dict[str, int], first: int, batch: list[Any]) -> int:
    """Add a batch; keys not seen before become new columns. Answers how many half characters were replaced."""
    flat: list[Record] = []
    surplus: list[str | None] = []
    for value in batch:
        record: Record = {}
        if isinstance(value, dict):
            _flatten(value, "", record, 1)
        flat.append(record)
        surplus.append(None if isinstance(value, dict) else _scalar(value) or "null")
        for name in record:
            columns.setdefault(name, len(columns))
    if len(columns) > COLUMN_LIMIT:
        raise Refused("too_many_columns", count=len(columns), limit=COLUMN_LIMIT)
    relation.widen(len(columns))
    arrays = [_strings([record.get(name) for record in flat]) for name in columns]
    rests, replaced = _strings(surplus)
    relation.add(pa.array(range(first, first + len(batch)), pa.int64()), [array for array, _ in arrays], rests)
    return replaced + sum(count for _, count in arrays)


def _strings(values: list[str | None]) -> tuple[Any, int]:
    """The texts as an Arrow array, and how many half characters in them became U+FFFD."""
    try:
        return pa.array(values, pa.string()), 0
    except UnicodeEncodeError:
        found = [_HALF.subn("\ufffd", value) if value else (value, 0) for value in values]
        return pa.array([text for text, _ in found], pa.string()), sum(count for _, count in found)


def _flatten(value: dict[str, Any], prefix: str, record: Record, depth: int) -> None:
    for key, item in value.items():
        if isinstance(item, dict) and item and depth < _MAX_DEPTH:
            _flatten(item, f"{prefix}{key}.", record, depth + 1)
        else:
            record[f"{prefix}{key}"] = _scalar(item)


def _scalar(item: Any) -> str | None:
    """A JSON value as text: lists of plain values joined by ``;``, anything deeper as JSON."""
    if item is None or item == "" or item == [] or item == {}:
        return None
    if isinstance(item, bool):
        return "TRUE" if item else "FALSE"
    if isinstance(item, str):
        return item.replace("\0", "") or None
    if isinstance(item, list) and all(isinstance(part, str) for part in item):
        return "; ".join(item)
    return json.dumps(item, ensure_ascii=False)
