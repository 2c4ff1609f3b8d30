#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# dist.sh VERSION: writes build/dist/seccord-VERSION.tar.gz of the commit that is
# checked out. Run by `make dist`. The tarball depends on the commit alone.
set -eu

die()
{
	echo "dist: $*" >&2
	exit 2
}

version=$1
[ -e .git ] || die "this is not a git checkout: a release is made of a commit"
git='git -c safe.directory=*'
commit=$($git rev-parse --short=12 HEAD) || die "git cannot read the commit"
tag=$($git describe --exact-match --tags --match 'v*' HEAD 2>/dev/null) || tag=
case $tag in
"v$version") name=seccord-$version ;;
'') name=seccord-$version-g$commit ;;
*) die "the commit has the tag $tag, and cli/version.h the version $version" ;;
esac
[ -z "$tag" ] || grep -q "^## $version " CHANGELOG.md || die "CHANGELOG.md has no section for $version"

folder=build/dist
rm -rf "${folder:?}/$name"
mkdir -p "$folder/$name"
$git archive HEAD | tar -xf - -C "$folder/$name"
echo "$commit" >"$folder/$name/COMMIT"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$($git log -1 --format=%ct)" -C "$folder" -cf - "$name" |
	gzip -n9 >"$folder/$name.tar.gz"
rm -r "${folder:?}/$name"
echo "$folder/$name.tar.gz"
