#!/bin/sh
# Holds every file of this folder against SHA256SUMS:  sh verify.sh
# Exit status: 0 whole; 1 a file is changed, missing or surplus; 2 could not be checked.
# verify.mjs does the same where there is Node.js.
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")" || exit 2

if command -v sha256sum >/dev/null 2>&1; then
  sha256() { sha256sum <"$1" | cut -c1-64; }
elif command -v shasum >/dev/null 2>&1; then
  sha256() { shasum -a 256 <"$1" | cut -c1-64; }
else
  echo 'Neither sha256sum nor shasum is here. / sha256sum も shasum もありません。' >&2
  exit 2
fi
if [ ! -r SHA256SUMS ]; then
  echo 'missing: SHA256SUMS'
  exit 1
fi

files=0
bad=0
while IFS= read -r line; do
  path=${line#*  }
  files=$((files + 1))
  if [ ! -f "$path" ]; then
    echo "missing: $path"
    bad=$((bad + 1))
  elif [ "$(sha256 "$path")" != "${line%%  *}" ]; then
    echo "changed: $path"
    bad=$((bad + 1))
  fi
done <SHA256SUMS

surplus=$(find . ! -type d | sed 's|^\./||' | sort |
  awk 'FILENAME == "SHA256SUMS" { known[substr($0, 67)] = 1; next }
    $0 != "SHA256SUMS" && !($0 in known) { print "surplus: " $0 }' SHA256SUMS -)
if [ -n "$surplus" ]; then
  echo "$surplus"
  bad=$((bad + $(echo "$surplus" | wc -l)))
fi

if [ "$bad" -gt 0 ]; then
  echo "NOT WHOLE: $bad bad. / 異常が $bad 件あります。"
  exit 1
fi
echo "Whole: $files files. / $files 個のファイルすべてに異常はありません。"
echo "SHA-256 of SHA256SUMS: $(sha256 SHA256SUMS)"
