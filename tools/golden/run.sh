#!/bin/sh
# Makes test/conformance/vectors again, and compares schemas/ with Kafka's classes; see README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
new=${NEW:-4.4.0} old=${OLD:-3.9.2}
out=${1:-$root/test/conformance/vectors}
for tool in java:'a JDK of version 17 or newer' javac:'a JDK of version 17 or newer' mvn:'Maven 3' node:'Node 20 or newer'; do
  command -v "${tool%%:*}" >/dev/null || { echo "There is no '${tool%%:*}' on the PATH, which the vectors need: install ${tool#*:}." >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
mkdir -p "$out"

for v in "$old" "$new"; do
  mvn -B -q -Dstyle.color=never -f "$here/pom.xml" -Dkafka.version="$v" dependency:build-classpath -Dmdep.outputFile="$work/classpath-$v" >&2
  javac -nowarn -d "$work/classes-$v" -cp "$(cat "$work/classpath-$v")" -sourcepath "$here/java" \
    "$here/java/SchemaDump.java" "$here/java/MessageVectors.java" "$here/java/ReadBack.java"
done
# Kafka 4.4 moved the classes that these programs use, so only the newer release compiles them.
javac -nowarn -d "$work/classes-$new" -cp "$work/classes-$new:$(cat "$work/classpath-$new")" -sourcepath "$here/java" \
  "$here/java/RecordVectors.java" "$here/java/SmallVectors.java" "$here/java/ErrorCodes.java" "$here/java/NamedCodes.java"
run() { v=$1; shift; java -cp "$work/classes-$v:$(cat "$work/classpath-$v")" "$@"; }

# 1. The schemas of the generated classes.
for v in "$old" "$new"; do
  run "$v" SchemaDump "$work/schemas-$v.txt"
  gzip -n -9 -c "$work/schemas-$v.txt" >"$out/schemas-$v.txt.gz"
done
"$root/node_modules/.bin/tsx" "$here/check-schemas.ts" "$work/schemas-$old.txt" "$work/schemas-$new.txt"

# 2. Messages: of the newer release, then of the older release those that the newer one lacks.
#    Each release reads the messages of the other.
messages() {
  run "$new" MessageVectors "$new" "$2" "$3" "$work/$1.jsonl"
  run "$old" MessageVectors "$old" "$2" "$3" "$work/$1.jsonl" "$work/schemas-$new.txt"
  gzip -n -9 -c "$work/$1.jsonl" >"$out/$1.jsonl.gz"
  run "$new" ReadBack "$new" "$out/$1.jsonl.gz" "$work/schemas-$old.txt"
  run "$old" ReadBack "$old" "$out/$1.jsonl.gz" "$work/schemas-$new.txt"
}
messages open 20260101 default,full
messages messages "${SEED:-31415926}" "${CASES:-default,full,nulls,edge,random}"

# 3. Record batches, and the small vectors.
run "$new" RecordVectors "${SEED:-31415926}" "$work/records.jsonl"
gzip -n -9 -c "$work/records.jsonl" >"$out/records.jsonl.gz"
run "$new" SmallVectors "${SEED:-31415926}" "$out"
run "$new" ErrorCodes >"$out/errors.json"
run "$new" NamedCodes >"$out/codes.json"
