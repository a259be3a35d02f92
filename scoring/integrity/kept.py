"""A finding as bytes and back, so that a month that nothing has touched need not be judged twice.

Plain JSON, deflated, read by the types that the engine's own dataclasses declare: bytes make figures, never code.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import types
import zlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

import scoring
from scoring.integrity.verdict import Finding
from scoring.records import Month

COMPUTED_WITH = ("numpy", "scipy", "scikit-learn")
"""What else a finding's figures come from, of which another version may round otherwise."""


def as_bytes(found: Finding) -> bytes:
    """``found`` as bytes of some kilobytes; TypeError for a value that is neither plain nor one of the engine's."""
    return zlib.compress(json.dumps(_plain(found), separators=(",", ":")).encode(), 1)


def from_bytes(data: bytes) -> Finding:
    """The finding that :func:`as_bytes` was given, but that tuples among its ``facts`` are lists. ValueError, TypeError
    or zlib.error for anything else."""
    return _built(Finding, json.loads(zlib.decompress(data)))  # type: ignore[no-any-return]


@cache
def revision() -> str:
    """64 hex digits that are others once the engine is another: of its source, and of what it computes with."""
    digest = hashlib.sha256(" ".join(map(version, COMPUTED_WITH)).encode())
    for file in _sources(importlib.resources.files(scoring)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _sources(folder: Any) -> list[Any]:
    inside = sorted(folder.iterdir(), key=lambda each: str(each.name))
    return [file for each in inside for file in (_sources(each) if each.is_dir() else [each])
            if str(file.name).endswith(".py")]


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type | Month):
        return {name: _plain(getattr(value, name)) for name in _types(type(value))}
    match value:
        case np.ndarray() | np.generic():
            return value.tolist()
        case Month():
            return str(value)
        case Mapping():
            return {str(name): _plain(each) for name, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
        case None | bool() | int() | float() | str():
            return value
    raise TypeError(f"{type(value).__name__} is not kept")


def _built(kind: Any, value: Any) -> Any:
    """``value`` as the type ``kind`` declares it."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(each for each in get_args(kind) if each is not types.NoneType)
        return None if value is None else _built(inner, value)
    if origin is tuple:
        inside = get_args(kind)
        each_of = [inside[0]] * len(value) if inside[1:] == (...,) else inside
        return tuple(_built(each, one) for each, one in zip(each_of, value, strict=True))
    if origin is np.ndarray:
        return np.array(value, dtype=np.float64)
    if kind is Month:
        return Month.parse(value)
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**{name: _built(its, value[name]) for name, its in _types(kind).items()})
    return value


@cache
def _types(kind: type) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
