#!/usr/bin/env bash
# From nothing to a served page: virtual environment, demo, service. Run it again and it serves within seconds.
set -euo pipefail
cd "$(dirname "$0")"
. ./scripts/environment.sh
install_into .venv "."
.venv/bin/rumbo demo
exec .venv/bin/rumbo serve "$@"
