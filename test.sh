#!/usr/bin/env bash
# From nothing to passed tests, in the same virtual environment as run.sh. --full adds the long counts.
set -euo pipefail
cd "$(dirname "$0")"
. ./scripts/environment.sh
install_into .venv ".[dev]"
ensure_browser .venv
ensure_postgres .venv
if [ "${1:-}" = "--full" ]; then
  shift
  exec .venv/bin/python -m pytest "$@"
fi
exec .venv/bin/python -m pytest -m "not full" "$@"
