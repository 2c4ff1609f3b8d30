#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# release.sh VERSION: writes the files of a release to build/dist: the tarball, and the
# Debian package built from it, for the Debian that this runs on. Run by `make release`.
#
# A package needs an address that answers for it. The one in the tree is a placeholder; it
# is replaced by DEBFULLNAME and DEBEMAIL, or else by the name and address of the tagger.
set -eu

die()
{
	echo "release: $*" >&2
	exit 2
}

# An untagged commit keeps the placeholder: nobody released it.
find_maintainer()
{
	if [ -n "${DEBEMAIL:-}" ]; then
		maintainer="${DEBFULLNAME:-} <$DEBEMAIL>"
	elif [ -n "$released" ]; then
		maintainer=$($git for-each-ref --format='%(taggername) %(taggeremail)' "refs/tags/v$version")
	else
		maintainer=$placeholder
	fi
	printf '%s\n' "$maintainer" | grep -qE '^[^<>]+ <[^<>@ ]+@[^<>@ ]+>$' ||
		die "no name and address for the package, but '$maintainer': set DEBFULLNAME and DEBEMAIL, or tag with git tag -a"
}

# The package of an untagged commit is older than the release to come, and newer than the
# one before it; that of Debian 12 is older than that of Debian 13.
find_package_version()
{
	package=$version
	if [ -z "$released" ]; then
		sign='~'
		! $git merge-base --is-ancestor "refs/tags/v$version" HEAD 2>/dev/null || sign=+
		package=$version${sign}git$(TZ=UTC0 $git log -1 --date=format-local:%Y%m%d%H%M --format=%cd).$commit
	fi
	# shellcheck source=/dev/null
	package=$package$(. /etc/os-release && echo "${VERSION_ID:++${ID:-}$VERSION_ID}" | sed 's/^+debian/+deb/')
}

# fill_in FOLDER: maintainer and version of the package, in its sources
fill_in()
{
	escaped=$(printf %s "$maintainer" | sed 's/[\\&|]/\\&/g')
	sed -i "s|$placeholder|$escaped|" "$1/debian/control" "$1/debian/changelog"
	sed -i "1s|($version)|($package)|" "$1/debian/changelog"
}

# build FOLDER: the package, in FOLDER
build()
{
	mkdir -p "$1/sources"
	tar -xzf "$tarball" -C "$1/sources" --strip-components=1
	fill_in "$1/sources"
	(cd "$1/sources" && env -u MAKEFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc -b) >"$1.log" 2>&1 || {
		tail -n 20 "$1.log" >&2
		die "dpkg-buildpackage failed; all that it printed is in $1.log"
	}
	rm -r "$1/sources" "$1.log"
}

version=$1
for tool in dpkg-buildpackage dh; do
	command -v "$tool" >/dev/null || die "$tool is missing (Debian: dpkg-dev and debhelper)"
done
git='git -c safe.directory=*'
placeholder=$(sed -n 's/^Maintainer: //p' debian/control)
rm -rf build/dist
tarball=$(sh docs/dist.sh "$version")
commit=$($git rev-parse --short=12 HEAD)
released=
[ "$tarball" != "build/dist/seccord-$version.tar.gz" ] || released=1
find_maintainer
find_package_version
build build/dist/package
mv build/dist/package/* build/dist
rmdir build/dist/package
cd build/dist
sha256sum seccord* >SHA256SUMS
cat SHA256SUMS
