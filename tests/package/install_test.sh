#!/bin/sh
# What `make install` puts below a prefix and a DESTDIR, and whether it works from there.
# usage: install_test.sh BUILD_FOLDER PREFIX
set -eu
build=$1 prefix=$2
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
fail() { echo "$*" >&2; exit 1; }

unset MAKEFLAGS MAKELEVEL DESTDIR
# Only this step of `make install`: the others build, and give the build tree to the owner of the clone.
step=$(make -n -o build -C "$here/../.." install tree="$build" prefix="$prefix" | grep -e --install)
(umask 077 && mkdir "$root/dest" && DESTDIR=$root/dest sh -ec "$step" >/dev/null)
cd "$root/dest"
# Regression: with umask 077, the folders were closed to all but root.
closed=$(find . -mindepth 1 \( ! -perm -444 -o -type d ! -perm -111 \))
[ -z "$closed" ] || fail "not readable by everybody: $closed"
outside=$(find . -type f ! -path ".$prefix/*")
[ -z "$outside" ] || fail "outside of $prefix: $outside"

cd "$root/dest$prefix"
(cat "$here/installed_files.txt" && cd "$here/../.." && find docs -name '*.md' -o -name '*.svg' -o -name '*.json' | sed 's,^,share/doc/sounder/,') | sort >"$root/expected"
find . -type f | sed 's,^\./,,' | sort >"$root/installed"
diff "$root/expected" "$root/installed" || fail "installed (>) is not what tests/package/installed_files.txt says (<)"

# Regression: /usr/bin/locale, a program of every Debian, was taken for the build tree's folder of catalogues.
touch bin/locale
bin/sounder --lang ru help | grep -q 'эхо-сервер' || fail "no Russian: $(bin/sounder --lang ru help)"
grep -qx "ExecStart=$prefix/bin/sounder serve" lib/systemd/system/sounder.service || fail "$(grep ExecStart lib/systemd/system/*)"
# No file knows where it was built or staged; debug information apart.
strip bin/sounder
strip --strip-debug lib/libsounder.a
! grep -rlF -e "$root" -e "$build" . || fail "these name folders of the build"

# Removed again, from a prefix with a space, by a build tree with a space. A file of another program stays, and so does its folder.
cmake --install "$build" --prefix "$root/removed all" >/dev/null
grep -q '^ExecStart=[^ ]*/removed\\x20all/bin/sounder serve$' "$root/removed all"/lib/systemd/system/sounder.service || fail "a space in the unit"
touch "$root/removed all/share/doc/another"
ln -s "$build" "$root/build tree"
make -s -C "$here/../.." uninstall tree="$root/build tree"
left=$(find "$root/removed all" -type f -o -type l -o -name sounder)
[ "$left" = "$root/removed all/share/doc/another" ] || fail "removed, and not gone: $left"
