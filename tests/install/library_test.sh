#!/bin/sh
# A program of somebody else finds the installed library with find_package, and scans with it.
# usage: library_test.sh BUILD_DIR SOUNDER
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
server=
finish() {
  status=$?
  [ -z "$server" ] || { kill "$server" && wait "$server" || true; }
  rm -rf "$work"
  exit $status
}
trap finish EXIT

DESTDIR= cmake --install "$1" --prefix "$work/prefix" --component development >"$work/log"
cmake -S "$here/examples/scan" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" >>"$work/log" 2>&1 &&
  cmake --build "$work/build" >>"$work/log" 2>&1 || {
  cat "$work/log" >&2
  exit 1
}

"$2" --lang en serve --listen 127.0.0.9:0 2>"$work/served" &
server=$!
for _ in $(seq 200); do
  port=$(sed -n 's/^Listening on 127\.0\.0\.9://p' "$work/served")
  [ -z "$port" ] || break
  sleep 0.1
done
[ -n "$port" ] || { cat "$work/served" >&2; exit 1; }

"$work/build/scan" 127.0.0.9 >"$work/found"
# Others on this machine may listen at every address.
grep -qx "127.0.0.9 $port" "$work/found"
[ "$(tail -n 1 "$work/found")" = "65535 probes, 0 untested" ]

status=0
"$work/build/scan" 10.0.0.0/33 2>"$work/error" || status=$?
[ $status = 2 ] && grep -q '/33' "$work/error"
echo "found the server, and told what was wrong"
