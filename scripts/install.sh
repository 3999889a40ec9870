#!/bin/sh
# Installs $2 (a pip requirement) into the virtual environment $1; quiet unless it failed.
set -eu
venv=${1:?usage: install.sh DIRECTORY REQUIREMENT}
requirement=${2:?usage: install.sh DIRECTORY REQUIREMENT}
log=$venv/install.log

printf 'workbench: installing %s\n' "$requirement" >&2
if "$venv/bin/python" -m pip install --disable-pip-version-check --editable "$requirement" >"$log" 2>&1; then
    exit 0
fi
tail -n 15 "$log" >&2
printf 'workbench: the installation failed; all of it is in %s. Without the package index nothing can be installed.\n' \
    "$log" >&2
exit 1
