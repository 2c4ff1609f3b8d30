#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The documents around the code: what they refer to exists, and a release is made of a commit.

# shellcheck disable=SC2016,SC2154 # patterns have backquotes; set by bats
load helper

top=${HERE%/tests}

@test "each test that SECURITY.md names is in the file that it names" {
	local count=0 file name
	while IFS='|' read -r file name; do
		count=$((count + 1))
		grep -qxF "@test \"$name\" {" "$HERE/$file" || {
			echo "$file has no test \"$name\""
			return 1
		}
	done < <(grep -oE '[a-z-]+\.bats: "[^"]*"' "$top/SECURITY.md" | sed 's/: "/|/; s/"$//')
	[ "$count" -ge 15 ]
	not grep -qv '\.bats: "' <(sed -n '/^| threat /,/^$/p' "$top/SECURITY.md" | tail -n +3 | grep '^|')
}

@test "every link of a document to a file leads to one" {
	local count=0 file link
	while read -r file; do
		while read -r link; do
			count=$((count + 1))
			[ -e "${file%/*}/$link" ] || {
				echo "$file: $link"
				return 1
			}
		done < <(grep -oE '\]\([^)#: ]+[)#]' "$file" | sed 's/^](//; s/[)#]$//')
	done < <(find "$top" -maxdepth 1 -name '*.md'; find "$top/docs" -name '*.md')
	[ "$count" -ge 40 ]
}

@test "the version has a section in CHANGELOG.md" {
	grep -q "^## $(seccord --version | sed -n '1s/^seccord \([^ ]*\) .*/\1/p') " "$top/CHANGELOG.md"
}

# column NUMBER: that column of the libraries that bootstrap installs to build.
column()
{
	awk -v column="$1" '$1 == "build" && $2 ~ /^lib:/ { print $column }' "$top/bootstrap" | sort -u
}

@test "the packages build with the libraries that bootstrap installs, and have the version of the program" {
	local version package
	version=$(seccord --version | sed -n '1s/^seccord \([^ ]*\) .*/\1/p')
	[ "$(column 3 | wc -l)" -ge 6 ]
	for package in $(column 3); do
		grep -qx " $package," "$top/debian/control" || {
			echo "debian/control lacks $package"
			return 1
		}
	done
	for package in $(column 2 | sed 's/lib:\(.*\)/pkgconfig(\1)/'); do
		grep -qxF "BuildRequires:  $package" "$top/contrib/rpm/seccord.spec" || {
			echo "seccord.spec lacks $package"
			return 1
		}
	done
	[[ $(head -n 1 "$top/debian/changelog") == "seccord ($version) "* ]]
	grep -qx "Version:        $version" "$top/contrib/rpm/seccord.spec"
}

@test "the RPM spec has no errors" {
	need rpmspec
	rpmspec -P "$top/contrib/rpm/seccord.spec" >parsed
	grep -q "seccord-$(sed -n 's/^Version: *//p' parsed)" parsed
	if command -v rpmlint >/dev/null; then
		run rpmlint "$top/contrib/rpm/seccord.spec"
		[[ $output == *" 0 errors"* ]]
	fi
}

# a_checkout: a clone of this commit in repo/, with a clean tree.
a_checkout()
{
	need git
	[ -e "$top/.git" ] || skip "not a git checkout"
	git -c safe.directory='*' clone -q "$top" repo
	git -C repo config user.email a@example.org
	git -C repo config user.name a
	# What is not committed yet is tested, too.
	cp "$top/Makefile" "$top/CHANGELOG.md" repo/
	cp "$top/docs/dist.sh" "$top/docs/release.sh" repo/docs/
	cp "$top"/debian/c* repo/debian/
	cp "$top/contrib/rpm/seccord.spec" repo/contrib/rpm/
	git -C repo add -A
	git -C repo commit -qm all --allow-empty
}

dist()
{
	env -u MAKEFLAGS -u MAKELEVEL make -s -C repo dist
}

@test "make dist: the same bytes each time, named by the commit, which the program of it prints" {
	a_checkout
	run dist
	echo "$output"
	[ "$status" = 0 ]
	commit=$(git -C repo rev-parse --short=12 HEAD)
	version=$(sed -n 's/^#define SECCORD_VERSION "\(.*\)"/\1/p' "$top/cli/version.h")
	[ "$output" = "build/dist/seccord-$version-g$commit.tar.gz" ]
	cp "repo/$output" first
	(umask 077 && dist)
	cmp first "repo/$output"
	tar -xzf first
	cd "seccord-$version-g$commit"
	[ -x bootstrap ]
	grep -qx "%global folder ${PWD##*/}" contrib/rpm/seccord.spec
	env -u MAKEFLAGS -u MAKELEVEL make -s BUILD=out out/commit
	[ "$(cat out/commit)" = "$commit" ]
}

# a_release: the clone is of a commit that is ready to be tagged
a_release()
{
	a_checkout
	version=$(sed -n 's/^#define SECCORD_VERSION "\(.*\)"/\1/p' "$top/cli/version.h")
	sed -i "s/^## $version (.*/## $version (2026-12-31)/" repo/CHANGELOG.md
	git -C repo commit -qam release --allow-empty
}

# tagged FILE SCRIPT: makes a commit with that change of a file, and tags it
tagged()
{
	sed -i "$2" "repo/$1"
	git -C repo commit -qam change --allow-empty
	git -C repo tag -f "v$version" >/dev/null
}

@test "make dist of a tag has its name, and refuses a tag that is not the version" {
	a_release
	git -C repo tag v99
	run dist
	[ "$status" != 0 ]
	[[ $output == *"dist: the commit has the tag v99, and cli/version.h the version $version"* ]]
	git -C repo tag "v$version"
	[ "$(dist)" = "build/dist/seccord-$version.tar.gz" ]
}

@test "make dist of a tag refuses what has another version, or no date" {
	a_release
	local file script
	while read -r file script; do
		tagged "$file" "$script"
		run dist
		echo "$output"
		[ "$status" != 0 ]
		[[ $output == *"dist: $file has no "* ]]
		git -C repo reset -q --hard HEAD~1
	done <<-END
		CHANGELOG.md s/^## $version .*/## $version (soon)/
		debian/changelog 1s/$version/99/
		contrib/rpm/seccord.spec s/^Version: .*/Version: 99/
	END
	git -C repo tag -f "v$version" >/dev/null
	[ "$(dist)" = "build/dist/seccord-$version.tar.gz" ]
}

# release NAME=VALUE...: with tools that only show what they would build
release()
{
	mkdir -p tools
	# shellcheck disable=SC2016 # the script's
	printf '#!/bin/sh\n{ head -n 1 debian/changelog; sed -n "/^ -- /p" debian/changelog; grep ^Maintainer debian/control; cat COMMIT; } >../seccord_fake.deb\n' \
		>tools/dpkg-buildpackage
	printf '#!/bin/sh\n' >tools/dh
	chmod +x tools/*
	env -u MAKEFLAGS -u MAKELEVEL -u DEBEMAIL -u DEBFULLNAME "PATH=$PWD/tools:$PATH" "$@" make -s -C repo release
}

@test "make release builds a package from the tarball, with the address of who releases it" {
	a_release
	git -C repo tag -a -m release "v$version"
	run release
	echo "$output"
	[ "$status" = 0 ]
	(cd repo/build/dist && sha256sum -c SHA256SUMS && [ "$(echo *)" = "SHA256SUMS seccord-$version.tar.gz seccord_fake.deb" ])
	cat repo/build/dist/seccord_fake.deb
	grep -qx 'Maintainer: a <a@example.org>' repo/build/dist/seccord_fake.deb
	grep -q '^ -- a <a@example.org>  ' repo/build/dist/seccord_fake.deb
	grep -q "^seccord ($version\(+[a-z]*[0-9.]*\)\?) " repo/build/dist/seccord_fake.deb
	release 'DEBFULLNAME=B & C|D' DEBEMAIL=b@example.org
	grep -qx 'Maintainer: B & C|D <b@example.org>' repo/build/dist/seccord_fake.deb
	run release DEBEMAIL=b@example.org
	[ "$status" != 0 ]
	[[ $output == *"release: no name and address for the package"*"set DEBFULLNAME and DEBEMAIL"* ]]
	git -C repo tag -f "v$version" HEAD >/dev/null
	run release
	[ "$status" != 0 ]
	[[ $output == *"or tag with git tag -a"* ]]
}

@test "make release of an untagged commit is older than the release to come and newer than the last" {
	a_release
	release >/dev/null
	grep -q "^seccord ($version~git20[0-9]*\.$(git -C repo rev-parse --short=12 HEAD)" repo/build/dist/seccord_fake.deb
	grep -qx "Maintainer: $(sed -n 's/^Maintainer: //p' "$top/debian/control")" repo/build/dist/seccord_fake.deb
	git -C repo tag "v$version"
	git -C repo commit -qm later --allow-empty
	release >/dev/null
	grep -q "^seccord ($version+git20" repo/build/dist/seccord_fake.deb
}
