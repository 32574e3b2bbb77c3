#!/usr/bin/env bash
# From nothing to passed tests, in the same virtual environment as run.sh. --full adds the long counts.
set -euo pipefail
cd "$(dirname "$0")"
. ./scripts/environment.sh
install_into .venv ".[dev]"
ensure_browser .venv
ensure_postgres .venv
marks=(-m "not full")
if [ "${1:-}" = "--full" ]; then
  shift
  marks=()
fi
# Two processes share the files; what a file prepares is prepared in one of them.
exec .venv/bin/python -m pytest -n "${RUMBO_TEST_PROCESSES:-2}" --dist loadfile --no-loadscope-reorder "${marks[@]}" "$@"
