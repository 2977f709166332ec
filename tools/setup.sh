#!/bin/sh
# Sets up everything the assistant needs below this folder: uv, Python 3.10, the locked libraries, and
# spaCy's Dutch model. Can be run again at any time; what is there already is left alone. Arguments go to `uv sync`:
# `--group encoder` adds what `make encoder` needs.
set -eu

UV_VERSION=0.13.9
MODEL_NAME=nl_core_news_sm
MODEL_RELEASE=https://github.com/explosion/spacy-models/releases/download/nl_core_news_sm-3.4.0/nl_core_news_sm-3.4.0-py3-none-any.whl

say() { printf '\033[1m==> %s\033[0m\n' "$1"; }

find_uv() {
    for candidate in .uv/bin/uv "$(command -v uv 2>/dev/null || true)"; do
        # A shim may be on the path and yet not run in this folder.
        if [ -n "$candidate" ] && "$candidate" --version >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
}

# The first Python on the path may be pinned to a version that is not there (.python-version): try them all.
find_python() {
    for candidate in python3 /usr/bin/python3 python3.13 python3.12 python3.11 python3.10; do
        if "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
}

fetch_uv() {
    say "Fetching uv $UV_VERSION"
    python=$(find_python)
    if [ -z "$python" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get install -y -qq python3-venv >/dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null; }
        python=$(find_python)
    fi
    if [ -z "$python" ]; then
        echo "Python's venv module is missing. Install it (on Debian: apt-get install python3-venv) and try again." >&2
        exit 1
    fi
    "$python" -m venv .uv
    .uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
}

install_dutch() {
    if "$uv" pip show --quiet "$MODEL_NAME" 2>/dev/null; then
        return
    fi
    say "Installing spaCy's Dutch model"
    if [ -n "${UV_FIND_LINKS:-}" ] && "$uv" pip install --quiet --no-index --find-links "$UV_FIND_LINKS" "$MODEL_NAME" 2>/dev/null; then
        return
    fi
    if ! "$uv" pip install --quiet --no-deps "$MODEL_NAME @ $MODEL_RELEASE" 2>/dev/null; then
        echo "    Not reachable: names are recognised by cue words and name lists only. All the rest works."
    fi
}

uv=$(find_uv)
if [ -z "$uv" ]; then
    fetch_uv
    uv=.uv/bin/uv
fi

say "Installing Python $(cat .python-version) and the locked libraries (a few minutes, the first time)"
# Without the index in UV_FIND_LINKS: it serves the Dutch model only and must not change the lock.
env -u UV_FIND_LINKS "$uv" sync --locked --inexact --compile-bytecode "$@"
install_dutch

# Rasa 3.6 lives in the Python of 2022; what parents reach runs on a current one, in an environment of its own.
say "Installing the website's own libraries"
env -u UV_FIND_LINKS "$uv" sync --project web --locked --compile-bytecode --python '>=3.11'
