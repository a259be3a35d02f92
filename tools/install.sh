#!/bin/sh
# Install the locked requirements named in $1, then the project itself, into $VENV. Uses uv where it is present.
set -eu

lock=$1

if [ -z "${PYTHON:-}" ]; then
    echo "Openline needs Python 3.11, 3.12 or 3.13; none was found on the PATH." >&2
    echo "Install one (Debian: apt install python3 python3-venv; macOS: brew install python@3.13) and run make again," >&2
    echo "or name one: make PYTHON=/path/to/python3 install" >&2
    exit 2
fi

if [ ! -x "$VENV/bin/python" ]; then
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --seed --python "$PYTHON" "$VENV"
    elif ! "$PYTHON" -m venv "$VENV" >/dev/null 2>&1; then
        rm -rf "$VENV"
        echo "Python cannot make a virtual environment here. On Debian and Ubuntu: apt install python3-venv, then run make again." >&2
        exit 2
    fi
fi

echo "Setting up $VENV from $lock (once; later runs find it ready) ..."
if command -v uv >/dev/null 2>&1; then
    uv pip install --quiet --compile-bytecode --python "$VENV/bin/python" --require-hashes -r "$lock"
    uv pip install --quiet --python "$VENV/bin/python" --no-deps --no-build-isolation -e .
else
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
