#!/bin/sh
# Writes the lock files anew: exact versions with hashes of wheels for every machine, and no address in them.
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
common="--universal --python-version 3.11 --generate-hashes --no-annotate --no-header --only-binary :all: --no-emit-index-url --no-emit-find-links --quiet"
# shellcheck disable=SC2086
"$uv" pip compile $common "$@" pyproject.toml requirements/build.in -o requirements/run.txt
# shellcheck disable=SC2086
"$uv" pip compile $common "$@" -c requirements/run.txt pyproject.toml requirements/build.in requirements/test.in -o requirements/test.txt
# In an environment of its own: some of it needs an older numpy than a hall does.
# shellcheck disable=SC2086
"$uv" pip compile $common "$@" requirements/peers.in -o requirements/peers.txt
# shellcheck disable=SC2086
"$uv" pip compile $common "$@" requirements/papers.in -o requirements/papers.txt
