#!/bin/sh
# What systemd's own tools say of the unit files. No manager has to run.
# usage: units_test.sh FOLDER   (with sounder.service and sounder.socket)
set -eu
folder=$1
fail() { echo "$*" >&2; exit 1; }

said=$(systemd-analyze verify --man=no "$folder/sounder.service" "$folder/sounder.socket" 2>&1) || fail "verify: $said"
case $said in *sounder*) fail "verify: $said" ;; esac

# "exposure level" times ten: 96 for a unit without any of this, 0 for one that can do nothing at all. What is left is the
# network, and that it need not be this machine's alone.
systemd-analyze security --offline=true --threshold=15 "$folder/sounder.service" >"$folder/security.txt" ||
  fail "$(cat "$folder/security.txt")"
grep 'Overall exposure level' "$folder/security.txt"
