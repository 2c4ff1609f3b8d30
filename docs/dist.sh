#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# dist.sh VERSION: writes build/dist/seccord-VERSION.tar.gz of the commit that is
# checked out. Run by `make dist`. The tarball depends on the commit alone, not on
# who makes it, nor on their umask.
set -eu

die()
{
	echo "dist: $*" >&2
	exit 2
}

# has FILE LINE WHAT: the file as committed has a line that matches
has()
{
	$git show "HEAD:$1" | grep -qE "^$2" || die "$1 has no $3"
}

# What has a version of its own agrees with the tag.
check_release()
{
	number=$(printf %s "$version" | sed 's/[.+]/\\&/g')
	has CHANGELOG.md "## $number \([0-9]{4}-[0-9]{2}-[0-9]{2}\)$" "section '## $version (YYYY-MM-DD)'"
	has debian/changelog "seccord \($number\) " "version $version"
	has contrib/rpm/seccord.spec "Version: *$number$" "version $version"
}

version=$1
[ -e .git ] || die "this is not a git checkout: a release is made of a commit"
git='git -c safe.directory=* -c tar.umask=0022'
commit=$($git rev-parse --short=12 HEAD) || die "git cannot read the commit"
tags=$($git tag --points-at HEAD --list 'v*' | tr '\n' ' ')
case " $tags" in
*" v$version "*)
	check_release
	name=seccord-$version
	;;
' ') name=seccord-$version-g$commit ;;
*) die "the commit has the tag ${tags% }, and cli/version.h the version $version" ;;
esac

folder=build/dist
rm -rf "${folder:?}/$name"
mkdir -p "$folder/$name"
$git archive HEAD | tar -xf - -C "$folder/$name"
echo "$commit" >"$folder/$name/COMMIT"
sed -i "s/^%global folder .*/%global folder $name/" "$folder/$name/contrib/rpm/seccord.spec"
tar --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --mtime="@$($git log -1 --format=%ct)" -C "$folder" -cf - "$name" |
	gzip -n9 >"$folder/$name.tar.gz"
rm -r "${folder:?}/$name"
echo "$folder/$name.tar.gz"
