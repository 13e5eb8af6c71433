#!/bin/sh
# Newer netfilter and Docker programs on Debian 12, without installing anything: packages of Debian sid are unpacked into a folder
# and started with their own loader. usage: oracle-tools.sh [DIR [nft|docker]...]; DIR/bin then holds nft, iptables-nft and its
# relatives (nft), dockerd and docker-compose (docker). Without DIR: where test/support/oracle.ts looks, and both.
# Load rulesets only inside a namespace of their own: unshare -n DIR/bin/nft -f FILE.
set -eu
if [ $# -eq 0 ]; then
  if [ -n "${BRIDGEKEEPER_ORACLE:-}" ]; then exit 0; fi
  set -- "${BRIDGEKEEPER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bridgekeeper}/oracle" nft docker
fi
dir=$(mkdir -p "$1" && cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- nft
if [ -e "$dir/complete-$*" ]; then exit 0; fi
root=$dir/root
apt=$dir/apt
mkdir -p "$root" "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/deb" "$dir/bin"

# The mirror that this machine uses, asked for another suite; signatures are checked with the installed keys.
keys=/usr/share/keyrings/debian-archive-keyring.gpg
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v security | head -n 1)
echo "deb [signed-by=$keys] $mirror sid main" > "$apt/sources.list"
cat > "$apt/apt.conf" <<CONF
Dir::Etc::parts "/dev/null";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt/cache";
Dir::State::status "/dev/null";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
APT::Install-Recommends "false";
CONF
export APT_CONFIG="$apt/apt.conf"
apt-get -q update

wanted=
for what in "$@"; do
  case $what in
    nft) wanted="$wanted nftables iptables" ;;
    docker) wanted="$wanted docker.io docker-compose" ;;
    *)
      echo "oracle-tools.sh: there is no $what" >&2
      exit 2
      ;;
  esac
done
# Everything they depend on, resolved against an empty system, without what only a running system needs.
# shellcheck disable=SC2086
apt-get -q -y --print-uris install $wanted |
  sed -n "s/^'\([^']*\)' \([^ ]*\) .*/\2/p" | sed 's/_.*//; s/%3a/:/g' | sort -u |
  grep -vE '^(systemd|udev|dbus|init|perl|apparmor|adduser|base-|dpkg|tar|bash|coreutils|util-linux|mount|passwd|login|debconf|libsystemd-shared|containerd|runc|git|python)' > "$apt/want"
(cd "$apt/deb" && xargs apt-get -q download < "$apt/want")
for package in "$apt"/deb/*.deb; do dpkg-deb -x "$package" "$root"; done

libraries=$(echo "$root"/usr/lib/*-linux-gnu | tr ' ' '\n' | head -n 1)
loader=$(echo "$libraries"/ld-linux-*.so.* | tr ' ' '\n' | head -n 1)
wrap() { # NAME PROGRAM: DIR/bin/NAME runs the program under that name
  printf '#!/bin/sh\nXTABLES_LIBDIR=%s/xtables exec %s --argv0 "%s" --library-path %s %s "$@"\n' \
    "$libraries" "$loader" "$1" "$libraries" "$2" > "$dir/bin/$1"
  chmod +x "$dir/bin/$1"
}
for what in "$@"; do
  case $what in
    nft)
      wrap nft "$root/usr/sbin/nft"
      for name in iptables-nft ip6tables-nft iptables-nft-save ip6tables-nft-save iptables-nft-restore ip6tables-nft-restore \
        iptables-translate ip6tables-translate iptables-restore-translate; do
        wrap "$name" "$root/usr/sbin/xtables-nft-multi"
      done
      ;;
    docker)
      for program in "$root/usr/sbin/dockerd" "$root/usr/bin/dockerd" "$root/usr/bin/docker-compose" \
        "$root/usr/libexec/docker/cli-plugins/docker-compose"; do
        if [ -x "$program" ]; then wrap "$(basename "$program")" "$program"; fi
      done
      ;;
  esac
done
rm -rf "$apt/deb" "$apt/lists" "$apt/cache"
touch "$dir/complete-$*"
ls "$dir/bin"
