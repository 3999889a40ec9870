#!/bin/sh
# Makes the virtual environment $1 with the newest suitable Python; says in one line what is missing when it cannot.
set -eu
venv=${1:?usage: make_venv.sh DIRECTORY}

say() { printf 'workbench: %s\n' "$*" >&2; }

# A name on the PATH may be a shim for a version that is not there, so each candidate is run.
suits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}
makes_venvs() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

candidates=${PYTHON:-"python3.14 python3.13 python3.12 python3.11 python3"}
chosen=
bare=
for candidate in $candidates; do
    suits "$candidate" || continue
    if makes_venvs "$candidate"; then
        chosen=$candidate
        break
    fi
    bare=${bare:-$candidate}
done

if [ -z "$chosen" ] && [ -n "$bare" ]; then
    version=$("$bare" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "$bare has no ensurepip, so it makes no virtual environments. On Debian and Ubuntu: apt install python$version-venv"
    exit 1
fi
if [ -z "$chosen" ]; then
    if [ -n "${PYTHON:-}" ]; then
        say "PYTHON=$PYTHON is not a Python 3.11 or newer."
    else
        say "No Python 3.11 or newer was found on the PATH. PYTHON=/path/to/python make ... names one."
    fi
    exit 1
fi

say "making $venv with $("$chosen" --version 2>&1)"
rm -rf "$venv"
"$chosen" -m venv "$venv"
