#!/bin/sh
# Checks this disclosure package offline with coreutils, awk and openssl 3 alone.
# Usage:  sh VERIFY.sh [fingerprint of the log key as received by letter]
# Get a copy of this script from the programme by another way too: a forger could change this one.
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")" || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

fail() {
    echo "FAILED: $1" >&2
    exit 1
}
ok() { echo "ok: $1"; }
# hex digits -> bytes
raw() {
    printf "$(printf %s "$1" | awk '{
        d = "0123456789abcdef"
        for (i = 1; i < length($0); i += 2)
            printf "\\%03o", (index(d, substr($0, i, 1)) - 1) * 16 + index(d, substr($0, i + 1, 1)) - 1
    }')"
}
hex() { od -An -v -tx1 | tr -d ' \n'; }
hash() { sha256sum | cut -c1-64; }
# RFC 6962: inner node = SHA-256(0x01, left, right)
node() { { printf '\001'; raw "$1$2"; } | hash; }
signed() { openssl pkeyutl -verify -pubin -inkey log.pem -rawin -in "$1" -sigfile "$2" >"$tmp/openssl" 2>&1; }
listed() { awk -v want="$1" 'substr($0, 67) == want { found = 1 } END { exit !found }' manifest-sha256.txt tagmanifest-sha256.txt; }

for tool in sha256sum openssl awk base64 od; do
    command -v "$tool" >"$tmp/tool" || fail "this check needs $tool"
done

# 1. The key. Only a fingerprint that came another way ties it to the programme.
openssl pkey -pubin -in log.pem -outform DER >"$tmp/key" 2>"$tmp/openssl" || fail "log.pem is not a public key"
print=$(hash <"$tmp/key")
echo "fingerprint of log.pem: $print"
if [ $# -gt 0 ]; then
    [ "$1" = "$print" ] || fail "log.pem is not the key with the fingerprint you gave"
    ok "log.pem has the fingerprint you gave"
else
    echo "compare it with the fingerprint received by letter or in person"
fi

# 2. The signature over the list of lists.
signed tagmanifest-sha256.txt tagmanifest-sha256.txt.sig ||
    fail "tagmanifest-sha256.txt is not signed by this key"
ok "tagmanifest-sha256.txt is signed by this key"

# 3. Every listed file is unchanged, and no other file lies here.
for list in tagmanifest-sha256.txt manifest-sha256.txt; do
    bad=$(sha256sum -c --quiet --strict "$list" 2>"$tmp/sum") || fail "changed or missing: ${bad%%:*} ($list)"
    ok "every file listed in $list is unchanged"
done
du -a . | cut -f2- >"$tmp/all"
while IFS= read -r path; do
    path=${path#./}
    case $path in tagmanifest-sha256.txt | tagmanifest-sha256.txt.sig) continue ;; esac
    [ -d "$path" ] || listed "$path" || fail "not part of the package: $path"
done <"$tmp/all"
ok "no file lies here that is not listed"

# 4. The checkpoint: three lines of text, signed by the log under its own name.
head -n 3 data/log/checkpoint >"$tmp/body"
origin=$(head -n 1 "$tmp/body")
size=$(awk 'NR == 2 && /^(0|[1-9][0-9]*)$/' "$tmp/body")
root=$(awk 'NR == 3' "$tmp/body" | base64 -d | hex)
[ -n "$size" ] && [ ${#root} -eq 64 ] || fail "data/log/checkpoint is not a checkpoint"
identity=$({ printf '%s\n\001' "$origin"; tail -c 32 "$tmp/key"; } | hash | cut -c1-8)
: >"$tmp/sig"
for blob in $(awk -v name="$origin" 'NR > 4 && $2 == name { print $3 }' data/log/checkpoint); do
    printf %s "$blob" | base64 -d >"$tmp/blob"
    [ "$(head -c 4 "$tmp/blob" | hex)" = "$identity" ] && tail -c +5 "$tmp/blob" >"$tmp/sig"
done
signed "$tmp/body" "$tmp/sig" || fail "data/log/checkpoint is not signed by this key"
ok "the checkpoint of $origin over $size lines is signed by this key"

# 5. Every record line stands under that checkpoint (RFC 9162, 2.1.3.2).
lines=0
for proof in data/proofs/*.tlog-proof; do
    entry=${proof%.tlog-proof}.entry.json
    [ -f "$entry" ] || fail "no record line beside $proof"
    awk 'on { print } /^$/ && !on { on = 1 }' "$proof" >"$tmp/under"
    [ "$(hash <"$tmp/under")" = "$(hash <data/log/checkpoint)" ] || fail "$proof ends in another checkpoint"
    first=$(awk '/^$/ { exit } /^index (0|[1-9][0-9]*)$/ { print $2 }' "$proof")
    [ -n "$first" ] && [ "$first" -lt "$size" ] || fail "$proof names no line of this log"
    at=$first last=$((size - 1))
    found=$({ printf '\000'; cat "$entry"; } | hash)
    for step in $(awk '/^$/ { exit } on { print } /^index / { on = 1 }' "$proof"); do
        [ "$last" -gt 0 ] || fail "$proof is too long"
        beside=$(printf %s "$step" | base64 -d | hex)
        if [ $((at % 2)) -eq 1 ] || [ "$at" -eq "$last" ]; then
            found=$(node "$beside" "$found")
            while [ $((at % 2)) -eq 0 ] && [ "$at" -gt 0 ]; do at=$((at / 2)) last=$((last / 2)); done
        else
            found=$(node "$found" "$beside")
        fi
        at=$((at / 2)) last=$((last / 2))
    done
    [ "$last" -eq 0 ] && [ "$found" = "$root" ] || fail "$entry is not on the record"
    ok "$entry is line $first of the record"
    lines=$((lines + 1))
done

# 6. Every part and exhibit is the one whose salted digest is on the record.
contents=0 withheld=0
: >"$tmp/told"
for list in data/statements/*/digests.txt data/exhibits/digests.txt; do
    [ -f "$list" ] || continue
    while read -r digest salt path; do
        awk -v want="\"commitment\":\"$digest\"" 'index($0, want) { found = 1 } END { exit !found }' \
            data/proofs/*.entry.json || fail "the digest of $path is not on the record"
        if [ "$salt" = - ]; then
            ok "$path of $list is withheld; its digest is on the record"
            withheld=$((withheld + 1))
            continue
        fi
        [ "$({ raw "$salt"; cat "data/$path"; } | hash)" = "$digest" ] || fail "data/$path is not what was recorded"
        ok "data/$path is what was recorded"
        echo "data/$path" >>"$tmp/told"
        contents=$((contents + 1))
    done <"$list"
done
for path in data/statements/*/part-*.txt data/exhibits/*; do
    [ -f "$path" ] && [ "${path##*/}" != digests.txt ] || continue
    awk -v want="$path" '$0 == want { found = 1 } END { exit !found }' "$tmp/told" || fail "$path has no digest"
done

echo "VERIFIED: $contents contents, $withheld withheld, $lines record lines"
