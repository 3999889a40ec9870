#!/bin/sh
# Installs Postman's own programs into $1/node, for the tests that judge exports by them; without them those are skipped.
set -eu
venv=${1:?usage: install_node.sh DIRECTORY}
log=$venv/node.log

say() { printf 'workbench: %s\n' "$*" >&2; }

if ! command -v npm >/dev/null 2>&1; then
    say 'npm is not on the PATH; node 18 or newer brings it.'
    exit 1
fi
mkdir -p "$venv/node"
say 'installing postman-collection and newman'
if npm install --prefix "$venv/node" --no-save --no-audit --no-fund \
    postman-collection@5 newman@6 >"$log" 2>&1; then
    exit 0
fi
tail -n 15 "$log" >&2
say "the installation failed; all of it is in $log."
exit 1
