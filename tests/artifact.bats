#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Profiles as OCI artifacts: an image layout that other tools and the schemas of
# image-spec accept, always the same, and read back as the profile in it; and
# artifacts that container runtimes refuse.

# shellcheck disable=SC2154 # status, output and python are set elsewhere
load helper

artifact()
{
	seccord record -q -o program.trace -- sh -c 'sort /etc/passwd | md5sum; date' >/dev/null
	seccord policy -o policy.json program.trace 2>/dev/null
	seccord emit -f oci -o profile.json policy.json 2>/dev/null
	seccord emit -f oci-artifact -o layout/ policy.json 2>/dev/null
}

digest()
{
	sed -n 's/.*"digest": *"sha256:\([0-9a-f]*\)".*/\1/p' "$1" | tail -1
}

# wrap LAYER MANIFEST: makes a layout, `wrapped`, of a layer and a manifest that names it LAYER
wrap()
{
	local layer manifest
	layer=$(sha256sum <"$1")
	layer=${layer%% *}
	rm -rf wrapped
	mkdir -p wrapped/blobs/sha256
	cp "$1" "wrapped/blobs/sha256/$layer"
	printf '{}' >"wrapped/blobs/${EMPTY/://}"
	sed "s/LAYER/$layer/g; s/\"size\": SIZE/\"size\": $(wc -c <"$1")/" "$2" >manifest
	manifest=$(sha256sum <manifest)
	manifest=${manifest%% *}
	cp manifest "wrapped/blobs/sha256/$manifest"
	echo '{"imageLayoutVersion": "1.0.0"}' >wrapped/oci-layout
	printf '{"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "sha256:%s", "size": %d}]}' \
		"$manifest" "$(wc -c <manifest)" >wrapped/index.json
}

TYPE=application/vnd.cncf.seccomp-profile.config.v1+json
EMPTY=sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a

# manifest [CONFIG-TYPE [ARTIFACT-TYPE]]
manifest()
{
	printf '{"schemaVersion": 2, "artifactType": "%s", "config": {"mediaType": "%s", "digest": "%s", "size": 2},
		"layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": "sha256:LAYER", "size": SIZE}]}' \
		"${2:-$TYPE}" "${1:-$TYPE}" $EMPTY >manifest.in
}

@test "an artifact in a directory, an archive, its index or its manifest is read back as its profile" {
	artifact
	seccord emit -f oci_artifact -o layout.tar policy.json 2>/dev/null
	local file manifest
	manifest=layout/blobs/sha256/$(digest layout/index.json)
	for file in layout layout/ layout/index.json "$manifest" layout.tar; do
		run seccord verify "$file" profile.json
		[ "$status" = 0 ]
		[[ "$output" == *"proved: $file and profile.json give the same answer to every call" ]]
		run seccord check "$file" program.trace
		[ "$status" = 0 ]
		seccord diff "$file" profile.json
	done
	seccord verify - profile.json <layout.tar
	echo 'audit: type=1326 audit(1.0:1): auid=0 uid=0 gid=0 ses=1 pid=1 comm="x" exe="/x" sig=31 arch=c000003e syscall=83 compat=0 ip=0x1 code=0x80000000' >log
	run seccord explain layout log
	[ "$status" != 2 ]
	[[ $output == *"no rule for it: the default answers EPERM"* ]]
	run seccord verify - profile.json <layout/index.json
	one_line_of_trouble 'stdin: manifests\[0\]: blob blobs/sha256/.*: No such file'
}

@test "the same policy gives the same bytes, and a directory has the files of the archive" {
	artifact
	seccord emit -f oci-artifact policy.json 2>/dev/null | cat >one.tar
	(umask 077; touch other.tar; seccord emit -f oci-artifact -o other.tar policy.json 2>/dev/null)
	cmp one.tar other.tar
	need tar
	mkdir unpacked
	tar -C unpacked -xf one.tar
	diff -r unpacked layout
	[ "$(digest layout/index.json)" = "$(sha256sum <"layout/blobs/sha256/$(digest layout/index.json)" | cut -d' ' -f1)" ]
	cmp profile.json "layout/blobs/sha256/$(digest "layout/blobs/sha256/$(digest layout/index.json)")"
}

@test "a directory is written whole or not at all" {
	artifact
	run seccord emit -f oci-artifact -o layout/ policy.json
	[ "$status" = 2 ]
	[[ $output == *"seccord emit: layout: the directory is not empty; remove it, or write an archive with -o FILE" ]]
	run seccord emit -f oci-artifact -o none/layout/ policy.json
	[ "$status" = 2 ]
	mkdir empty
	seccord emit -f oci-artifact -o empty policy.json 2>/dev/null
	diff -r empty layout
	(
		ulimit -f 8
		trap '' XFSZ
		run seccord emit -f oci-artifact -o full/ policy.json
		[ "$status" = 2 ]
	)
	run ls -d ./*.tmp full
	[ "$status" != 0 ]
	[ "$(ls -d ./*.tmp 2>/dev/null)" = "" ]
}

@test "an archive is not written to a terminal" {
	need script
	artifact
	run script -qec "'$SECCORD' emit -f oci-artifact policy.json" /dev/null
	[[ $output == *"refusing to write an archive to a terminal; use -o FILE, or -o DIR/ for its files"* ]]
}

@test "skopeo copies the artifact and computes its digest" {
	need skopeo
	artifact
	skopeo copy --quiet oci:layout oci-archive:copied.tar
	skopeo copy --quiet oci-archive:copied.tar oci:copied:v1
	seccord verify copied.tar profile.json
	seccord verify copied profile.json
	[ "$(digest copied/index.json)" = "$(digest layout/index.json)" ]
	skopeo inspect --raw oci:layout:latest | cmp - "layout/blobs/sha256/$(digest layout/index.json)"
	[ "$(skopeo manifest-digest "layout/blobs/sha256/$(digest layout/index.json)")" = "sha256:$(digest layout/index.json)" ]
	seccord emit -f oci-artifact -o archive.tar policy.json 2>/dev/null
	skopeo inspect --raw oci-archive:archive.tar | cmp - "layout/blobs/sha256/$(digest layout/index.json)"
}

@test "the layout matches the schemas of image-spec" {
	need_jsonschema
	local schemas=/usr/share/gocode/src/github.com/opencontainers/image-spec/schema
	[ -d $schemas ] || skip "no schemas of image-spec (Debian: golang-github-opencontainers-image-spec-dev)"
	artifact
	"$python" - $schemas image-manifest-schema.json "layout/blobs/sha256/$(digest layout/index.json)" image-index-schema.json layout/index.json \
		image-layout-schema.json layout/oci-layout <<-'END'
	import json, os, sys
	import jsonschema
	folder = sys.argv[1]
	def load(name):
	    with open(name, encoding="utf-8") as file:
	        return json.load(file)
	class Resolver(jsonschema.RefResolver):
	    def resolve_remote(self, uri):
	        return named[uri.rsplit("/", 1)[1]]
	named = {name: load(os.path.join(folder, name)) for name in os.listdir(folder) if name.endswith(".json")}
	for name, path in zip(sys.argv[2::2], sys.argv[3::2]):
	    schema = dict(named[name])
	    base = schema.pop("id")
	    schema.pop("$schema")
	    resolver = Resolver(base, schema)
	    jsonschema.Draft4Validator(schema, resolver=resolver).validate(load(path))
	    try:
	        jsonschema.Draft4Validator(schema, resolver=resolver).validate({"schemaVersion": 3})
	    except jsonschema.ValidationError:
	        continue
	    raise SystemExit("the schema accepts anything")
	END
}

@test "an artifact that another tool wrote is read: a generic layer type, an empty configuration, other artifacts beside it" {
	artifact
	manifest
	wrap profile.json manifest.in
	seccord verify wrapped profile.json
	manifest application/vnd.oci.empty.v1+json
	wrap profile.json manifest.in
	seccord verify wrapped profile.json
	manifest application/vnd.oci.image.config.v1+json application/vnd.example
	wrap profile.json manifest.in
	run seccord verify wrapped profile.json
	one_line_of_trouble 'wrapped/index.json: no seccomp profile found; other artifacts and images are not policies'
	cp wrapped/blobs/sha256/* layout/blobs/sha256
	sed -i "s/\"manifests\": \[/&{\"digest\": \"sha256:$(digest wrapped/index.json)\"},/" layout/index.json
	run seccord verify layout profile.json
	[ "$status" = 0 ]
	[ "${lines[0]}" = "seccord: note: manifests skipped, as they are not of a seccomp profile: 1" ]
}

@test "one of several profiles in a layout is chosen by its tag" {
	artifact
	seccord emit -f oci-artifact -o killing/ --default=kill policy.json 2>/dev/null
	cp killing/blobs/sha256/* layout/blobs/sha256
	sed -i "s/\"manifests\": \[/&{\"digest\": \"sha256:$(digest killing/index.json)\", \"annotations\": {\"org.opencontainers.image.ref.name\": \"kill\"}},/" \
		layout/index.json
	run seccord verify layout profile.json
	[ "$status" = 2 ]
	[ "$output" = "seccord verify: layout/index.json: the file contains 2 policies, 1 (kill), 2 (latest): choose one with --document=" ]
	seccord verify --document=latest layout profile.json
	run seccord verify --document=kill layout profile.json
	[ "$status" = 1 ]
	seccord policy --document=kill -o killed.json layout
	seccord verify killing killed.json
}

@test "what container runtimes refuse, and what was changed, is refused" {
	artifact
	cat >small.json <<<'{"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"], "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW"}]}'
	local file change pattern
	while IFS='|' read -r file change pattern; do
		echo "case: $pattern"
		manifest
		cp small.json layer.json
		sed -i "$change" "$file"
		wrap layer.json manifest.in
		run seccord show wrapped
		one_line_of_trouble "$pattern"
	done <<-'END'
		layer.json|s/ERRNO/NOTIFY/|container runtimes refuse it: SCMP_ACT_NOTIFY needs a supervisor
		layer.json|s/ALLOW/NOTIFY/|container runtimes refuse it: syscalls\[0\]: SCMP_ACT_NOTIFY needs a supervisor
		layer.json|s/{/{"listenerPath": "\/x",/|container runtimes refuse it: .*listenerPath
		layer.json|s/{/{"archMap": [],/|container runtimes refuse it: .*archMap
		layer.json|s/"names"/"includes": {}, "names"/|container runtimes refuse it: syscalls\[0\].*includes
		layer.json|s/$/x/|index.json
		layer.json|1s/^/\x1f\x8b/|the layer is an archive instead of JSON
		manifest.in|s/"layers": \[/&{"mediaType": "x", "digest": "sha256:LAYER", "size": 1}, /|2 layers instead of one
		manifest.in|s/"layers".*/"layers": []}/|0 layers instead of one
		manifest.in|s/artifactType": "/&x/|the types of the artifact and of its configuration differ
		manifest.in|s/sha256:LAYER/sha512:LAYER/|no "digest" of sha256
		manifest.in|s/sha256:LAYER/sha256:..\/..\/index.json/|no "digest" of sha256
		manifest.in|s/"digest": "sha256:LAYER"/"digest": ["sha256:LAYER"]/|digest
	END
	sed -i 's/read/write/' "layout/blobs/sha256/$(digest "layout/blobs/sha256/$(digest layout/index.json)")"
	run seccord show layout
	one_line_of_trouble 'layout/index.json: blob .* was changed: its digest is sha256:'
	rm "layout/blobs/sha256/$(digest layout/index.json)"
	run seccord show layout
	one_line_of_trouble 'No such file or directory'
	mkfifo "layout/blobs/sha256/$(digest layout/index.json)"
	run seccord show layout
	one_line_of_trouble 'is not a file of at most'
}

@test "the blob of the configuration has its digest and its size, and is there unless its descriptor contains it" {
	artifact
	local change pattern config=blobs/${EMPTY/://}
	tar -C layout -cf whole.tar .
	seccord verify whole.tar profile.json
	echo garbage >"layout/$config"
	tar -C layout -cf changed.tar .
	run seccord check layout program.trace
	one_line_of_trouble 'layout/index.json: config: blob 44136fa355b3 was changed: its digest is sha256:'
	run seccord check "layout/blobs/sha256/$(digest layout/index.json)" program.trace
	one_line_of_trouble 'config: blob 44136fa355b3 was changed'
	run seccord verify changed.tar profile.json
	one_line_of_trouble 'changed.tar: config: blob 44136fa355b3 was changed'
	rm "layout/$config"
	tar -C layout -cf missing.tar .
	run seccord diff layout profile.json
	one_line_of_trouble "layout/index.json: config: blob layout/$config: No such file or directory"
	run seccord show missing.tar
	one_line_of_trouble 'missing.tar: config: blob 44136fa355b3 is not in the archive'
	while IFS='|' read -r change pattern; do
		echo "case: $change"
		manifest
		sed -i "s/\"size\": 2/$change/" manifest.in
		wrap profile.json manifest.in
		if [ "$pattern" ]; then
			run seccord show wrapped
			one_line_of_trouble "$pattern"
		else
			seccord verify wrapped profile.json
		fi
		rm "wrapped/$config"
		run seccord verify wrapped profile.json
		[[ $change == *data* && ! $pattern ]] && [ "$status" = 0 ] || [ "$status" = 2 ]
	done <<-'END'
		"size": 2|
		"size": 2, "data": "e30="|
		"size": 3|config: blob 44136fa355b3 has 2 bytes, and its "size" is 3
		"size": 3, "data": "e30="|config: "data": blob 44136fa355b3 has 2 bytes, and its "size" is 3
		"size": 2, "data": "e31="|config: "data": not base64
		"size": 2, "data": "e30"|config: "data": not base64
		"size": 2, "data": "W10="|config: "data": blob 44136fa355b3 was changed
		"size": 2, "data": ""|config: "data": blob 44136fa355b3 was changed
		"size": 2, "data": 1|config: .*data
	END
	manifest
	sed -i 's/"size": 2/&, "data": "e30="/' manifest.in
	wrap profile.json manifest.in
	echo garbage >"wrapped/$config"
	run seccord show wrapped
	one_line_of_trouble 'config: blob 44136fa355b3 was changed'
}

@test "a size that is not that of the blob is an error" {
	artifact
	local size
	size=$(grep -o '"size": *[0-9]*' layout/index.json | grep -o '[0-9]*$')
	sed "s/\"size\": *$size/\"size\": $((size + 1))/" layout/index.json >index.json
	cp index.json layout/index.json
	run seccord show layout
	one_line_of_trouble "has $size bytes, and its \"size\" is $((size + 1))"
}

@test "a folder is named in messages without its last slashes" {
	artifact
	local folder
	for folder in layout layout/ layout//; do
		run seccord show --document=foo "$folder"
		[ "$status" = 2 ]
		[[ $output == "seccord show: layout/index.json: "* ]]
		seccord verify "$folder" profile.json >/dev/null
	done
}
