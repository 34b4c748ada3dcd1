#!/bin/sh
# Other people's programs read what we write: ndiff and python3-libnmap (Debian) take our XML, Python's json and csv the rest.
# usage: formats_test.sh PROGRAM
set -eu
sounder=$1
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

"$sounder" --lang en serve --listen 127.0.0.1:0 2>"$work/log" &
server=$!
until grep -qs "^Listening on " "$work/log"; do kill -0 "$server"; sleep 0.05; done
port=$(sed -n 's/^Listening on .*://p' "$work/log")

scan() {
  "$sounder" scan -4 localhost -p "$1" --xml "$2" --json "$work/out.json" --grepable "$work/out.gnmap" \
    --csv "$work/out.csv" --list "$work/out.list" --list-names "$work/out.names" >/dev/null
}
scan "$port,1-100" "$work/first.xml"
[ "$(cat "$work/out.list")" = "127.0.0.1:$port" ]
[ "$(cat "$work/out.names")" = "localhost:$port" ]
grep -q "^Host: 127.0.0.1 (localhost)	Status: Up$" "$work/out.gnmap"
grep -q "Ports: .*$port/open/tcp//" "$work/out.gnmap"
kill "$server"
wait "$server"
server=
scan "$port,1-100" "$work/second.xml"

# ndiff: 0 the same, 1 different, 2 an error
ndiff "$work/first.xml" "$work/first.xml" >/dev/null
# A host with a zone, as only a network with link-local addresses has it.
sed -e 's/<host>/<host comment="zone eth0">/' -e 's/addr="127.0.0.1" addrtype="ipv4"/addr="fe80::1" addrtype="ipv6"/' \
  "$work/first.xml" >"$work/zone.xml"
ndiff "$work/zone.xml" "$work/zone.xml" >/dev/null
status=0
ndiff "$work/first.xml" "$work/second.xml" >"$work/diff" || status=$?
[ "$status" = 1 ]
grep -q "^-$port/tcp *open" "$work/diff"

/usr/bin/python3 - "$work" "$port" <<'PYTHON'
import csv, json, sys
from libnmap.parser import NmapParser

work, port = sys.argv[1], int(sys.argv[2])
report = NmapParser.parse_fromfile(work + "/first.xml")
assert report.hosts_up == 1 and len(report.hosts) == 1, report
assert report.hosts[0].address == "127.0.0.1"
assert NmapParser.parse_fromfile(work + "/zone.xml").hosts[0].ipv6 == "fe80::1"
assert report.hosts[0].get_open_ports() == [(port, "tcp")], report.hosts[0].get_open_ports()
lines = [json.loads(line) for line in open(work + "/out.json")]
assert lines[-1]["type"] == "summary" and lines[-1]["probes"] == 101, lines[-1]
assert next(csv.reader(open(work + "/out.csv")))[0] == "ip"
PYTHON
echo "formats: read by ndiff and python3-libnmap"
