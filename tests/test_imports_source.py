"""What a file really is, and what is refused before it is opened."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import struct
import zipfile
from pathlib import Path

import pytest

from imports import archives
from imports.errors import REFUSALS, Refused
from imports.source import SourceFile


def _put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _zip(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name if "/" in name else name.replace("__", "/").replace("_dot_", "."), content)
    return packed.getvalue()


def _ole(stream: str) -> bytes:
    """A minimal OLE file whose directory names one stream ([MS-CFB]): header, one FAT sector, one directory sector."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 44, 1)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = b""
    for name in ("Root Entry", stream):
        text = (name + "\0").encode("utf-16-le")
        directory += text.ljust(64, b"\0") + struct.pack("<H", len(text)) + bytes(62)
    return bytes(header) + fat + directory.ljust(512, b"\0")


def _code(path: Path, folder: Path, name: str = "upload") -> str:
    with pytest.raises(Refused) as caught:
        SourceFile.open(path, name, folder)
    return caught.value.code


def test_no_test_is_named_after_bytes_that_are_others_the_next_second(request: pytest.FixtureRequest) -> None:
    given = [(item.nodeid, item.callspec.params.values()) for item in request.session.items
             if hasattr(item, "callspec")]
    named = [name for name, values in given if any(isinstance(value, bytes) for value in values)]
    assert named and all("bytes" in name for name in named)


def test_the_hash_and_size_are_those_of_the_file_as_given(tmp_path: Path) -> None:
    content = gzip.compress(b"a,b\n1,2\n")
    source = SourceFile.open(_put(tmp_path, "x.gz", content), "x.gz", tmp_path)
    assert (source.sha256, source.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (source.container, source.packed, source.path.read_bytes()) == ("text", "gz", b"a,b\n1,2\n")


def _plain_id(value: object) -> str:
    """Bytes that hold a time must not name a test: every worker has to find the same names."""
    return "bytes" if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize(("content", "container"), [
    (b"a,b\n1,2\n", "text"), (b'[{"a": 1}]', "json"), (b' {"rows": [{"a": 1}]}', "json"), (b'{\n"a": 1}', "json"),
    (b'{"a": 1}\n{"a": 2}\n', "jsonl"), (b'{"a": 1}', "jsonl"), (b"[Call Id],[Agent]\n1,2\n", "text"),
    (json.dumps([{"a": 1}]).encode("utf-16"), "json"), (_ole("Workbook"), "xls"), (_ole("Book"), "xls"),
    (_zip(xl__workbook_dot_xml=b"<x/>"), "xlsx"), (_zip(xl__workbook_dot_bin=b"x"), "xlsb"),
    (_zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_dot_xml=b"<x/>"), "ods"),
], ids=_plain_id)
def test_a_container_is_told_from_the_bytes_whatever_the_name(tmp_path: Path, content: bytes, container: str) -> None:
    assert SourceFile.open(_put(tmp_path, "picture.png", content), "picture.png", tmp_path).container == container


@pytest.mark.parametrize(("content", "code", "says"), [
    (b"", "empty_file", "empty"),
    (b"%PDF-1.7 ...", "wrong_kind_of_file", "PDF"),
    (b"\x89PNG\r\n\x1a\n....", "wrong_kind_of_file", "PNG"),
    (b"<html><table><tr><td>1</td></tr></table></html>", "wrong_kind_of_file", "web page"),
    (b"\xef\xbb\xbf<!DOCTYPE HTML><body>", "wrong_kind_of_file", "web page"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "wrong_kind_of_file",
     "Excel 2003"),
    (b"7z\xbc\xaf\x27\x1c....", "archive_unsupported", "7-Zip"),
    (_zip(word__document_dot_xml=b"<x/>"), "wrong_kind_of_file", "Word"),
    (_ole("WordDocument"), "wrong_kind_of_file", "Word"),
    (_ole("EncryptedPackage"), "password_protected", "password"),
    (_ole("Whatever"), "corrupt_workbook", "damaged"),
    (_ole("Workbook")[:100], "corrupt_workbook", "damaged"),
    (_zip(a_dot_csv=b"a\n1", b_dot_csv=b"b\n2"), "zip_with_several", "a.csv, b.csv"),
    (_zip(a_dot_zip=b"PK"), "zip_nested", "a.zip"),
    (_zip(a_dot_png=b"x"), "zip_without_data", "no file"),
    (_zip(a_dot_csv=b"a,b\n" * 500)[:60], "corrupt_archive", "damaged"),
    (gzip.compress(b"a,b\n" * 500)[:30], "corrupt_archive", "damaged"),
    (gzip.compress(gzip.compress(b"a,b\n")), "zip_nested", "archive"),
], ids=_plain_id)
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path: Path, content: bytes, code: str, says: str) -> None:
    with pytest.raises(Refused) as caught:
        SourceFile.open(_put(tmp_path, "data.csv", content), "data.csv", tmp_path)
    assert caught.value.code == code
    assert says in caught.value.message


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert _code(tmp_path / "nowhere.csv", tmp_path) == "not_there"


def test_a_zip_with_one_data_file_among_clutter_is_unpacked(tmp_path: Path) -> None:
    packed = _zip(**{"__MACOSX/._calls.csv": b"junk", "folder/calls.csv": b"a,b\n1,2\n", "readme.md": b"# hello"})
    source = SourceFile.open(_put(tmp_path, "calls.zip", packed), "calls.zip", tmp_path)
    assert (source.container, source.packed, source.path.read_bytes()) == ("text", "zip", b"a,b\n1,2\n")


def test_an_entry_named_to_escape_is_unpacked_inside_the_scratch_folder(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../escaped.csv", "a,b\n1,2\n")
    scratch = tmp_path / "deep" / "scratch"
    scratch.mkdir(parents=True)
    source = SourceFile.open(_put(tmp_path, "x.zip", packed.getvalue()), "x.zip", scratch)
    assert source.path.parent == scratch
    assert sorted(path.name for path in tmp_path.rglob("*.csv")) == []


def test_a_shown_name_holds_neither_folders_nor_control_characters(tmp_path: Path) -> None:
    source = SourceFile.open(_put(tmp_path, "x", b"a,b\n1,2\n"), "../../etc/\x1b[31mcalls\n.csv", tmp_path)
    assert source.name == "[31mcalls.csv"


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: _zip(a_dot_csv=content)])
def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path: Path, pack: object) -> None:
    content = pack(b"0" * 80_000_000)  # type: ignore[operator]
    assert len(content) < 400_000
    assert _code(_put(tmp_path, "bomb", content), tmp_path) == "bomb"
    assert sum(path.stat().st_size for path in tmp_path.rglob("unpacked")) <= archives.RATIO_APPLIES_ABOVE_BYTES


def test_too_many_entries_and_entries_over_each_other_are_bombs(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(archives.MAX_ENTRIES + 1):
            archive.writestr(str(number), "")
    assert _code(_put(tmp_path, "many.zip", packed.getvalue()), tmp_path) == "bomb"
    twice = bytearray(_zip(a_dot_csv=b"a,b\n" * 50, b_dot_csv=b"c,d\n" * 50))
    second = twice.rfind(b"PK\x01\x02")
    struct.pack_into("<I", twice, second + 42, 0)
    assert _code(_put(tmp_path, "over.zip", bytes(twice)), tmp_path) == "bomb"


def test_every_refusal_is_a_whole_sentence_and_says_what_to_do() -> None:
    for code, sentence in REFUSALS.items():
        assert sentence.endswith("."), code
        assert len(sentence.split(". ")) >= 2 or code == "not_there", code
