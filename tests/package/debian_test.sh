#!/bin/sh
# Holds debian/ to the rest of the project: versions, packages to build with, the question in every language.
# usage: debian_test.sh VERSION
set -eu
version=$1
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*" >&2; exit 1; }

head -n 1 debian/changelog | grep -qF "sounder ($version) " || fail "CMakeLists.txt says $version, debian/changelog: $(head -n 1 debian/changelog)"
grep -q "^## $version\b" CHANGELOG.md || fail "CHANGELOG.md says nothing of $version"

# g++ is in every Debian build, ccache is for those who build twice; debhelper and po-debconf are of the group deb.
awk '$1 == "build" { print $2 }' tools/packages.txt | grep -vxE 'g\+\+|ccache' | sort >"$work/ours"
sed -n '/^Build-Depends:/,/^[^ ]/p' debian/control | sed 's/^Build-Depends://' | grep '^ ' | awk '{ print $1 }' | tr -d , |
  grep -vxE 'debhelper-compat|po-debconf' | sort >"$work/debian"
diff "$work/ours" "$work/debian" || fail "tools/packages.txt (<) and debian/control (>) name different packages to build with"

cp -r debian "$work/debian.copy"
(cd "$work/debian.copy/po" && debconf-updatepo --podir=.)
diff -I '^"POT-Creation-Date:' debian/po/templates.pot "$work/debian.copy/po/templates.pot" || fail "run debconf-updatepo"
for language in ru; do
  LC_ALL=C msgfmt --check --statistics -o /dev/null "$work/debian.copy/po/$language.po" 2>"$work/said"
  grep -qE '^[0-9]+ translated messages\.$' "$work/said" || fail "debian/po/$language.po: $(cat "$work/said")"
done
