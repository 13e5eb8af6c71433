#!/bin/sh
# grammar/grammar.js -> grammar/src/{parser.c,grammar.json,node-types.json} -> grammar/tree-sitter-nftables.wasm, and the record of
# what made them in grammar/build.json. Only for work on the grammar: the generated files are committed.
# Needs node, npm and, unless tree-sitter $CLI is on PATH, apt-get and dpkg-deb (the CLI of Debian forky is unpacked into a cache
# and started with its own loader). No root; nothing is installed.
set -eu
CLI=0.26.11
CLANG=22.0.0-git20542-10
ROOT=$(cd "$(dirname "$0")/.." && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/bridgekeeper-grammar
C=$CACHE/ts-$CLI
if [ "$(tree-sitter --version 2>/dev/null | cut -d' ' -f2)" = "$CLI" ]; then
  ts() { tree-sitter "$@"; }
else
  if [ ! -x "$C/run" ]; then
    rm -rf "$C"
    mkdir -p "$C/lists/partial" "$C/cache/archives/partial" "$C/deb" "$C/root"
    KEYS=/usr/share/keyrings/debian-archive-keyring.gpg
    # the mirror that this machine's own apt uses
    MIRROR=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v security | head -n 1)
    for suite in forky sid; do echo "deb [signed-by=$KEYS] $MIRROR $suite main"; done > "$C/sources.list"
    printf '%s\n' 'Dir::Etc::parts "/dev/null";' 'Dir::Etc::sourceparts "/dev/null";' \
      "Dir::Etc::sourcelist \"$C/sources.list\";" "Dir::State::lists \"$C/lists\";" \
      "Dir::Cache \"$C/cache\";" 'Dir::State::status "/dev/null";' \
      'APT::Sandbox::User "";' 'Acquire::Languages "none";' 'Acquire::Check-Valid-Until "false";' > "$C/apt.conf"
    (
      export APT_CONFIG="$C/apt.conf"
      apt-get -q update
      cd "$C/deb" && apt-get -q download "tree-sitter-cli=$CLI*" libc6 libgcc-s1
    )
    for deb in "$C"/deb/*.deb; do dpkg-deb -x "$deb" "$C/root"; done
    rm -rf "$C/lists" "$C/cache" "$C/deb"
    LIB=$(echo "$C"/root/usr/lib/*-linux-gnu)
    printf '#!/bin/sh\nexec %s --library-path %s %s "$@"\n' "$(ls "$LIB"/ld-linux-*.so.*)" "$LIB" "$C/root/usr/bin/tree-sitter" > "$C/run"
    chmod +x "$C/run"
  fi
  ts() { "$C/run" "$@"; }
fi
if [ ! -d "$CACHE/clang-$CLANG/node_modules/@yowasp/clang" ]; then
  mkdir -p "$CACHE/clang-$CLANG"
  npm install --silent --no-save --no-package-lock --prefix "$CACHE/clang-$CLANG" "@yowasp/clang@$CLANG"
fi
cd "$ROOT/grammar"
ts generate --abi 15
[ "${1:-}" = --test ] && ts test
TREE_SITTER_CLI=$CLI CLANG=$CLANG CLANG_PREFIX=$CACHE/clang-$CLANG node "$ROOT/scripts/grammar-wasm.mjs"
