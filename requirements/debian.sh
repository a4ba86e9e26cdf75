#!/usr/bin/env bash
# Bring the system libraries named in files beside this one: debian.sh run [test]
# On Debian and its kin, as root, what is missing is installed; else one line says what to install.
set -euo pipefail
cd "$(dirname "$0")"
command -v dpkg-query >/dev/null || exit 0

missing=()
for list in "$@"; do
    while read -r package; do
        [[ $package == chromium-headless-shell && ( -n ${CHROMIUM:-} || -x /usr/bin/chromium ) ]] && continue
        status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
        [[ $status == installed ]] || missing+=("$package")
    done <"debian-$list.txt"
done
((${#missing[@]})) || exit 0

if ((EUID)); then
    echo "Missing on this machine. Run: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
install=(apt-get -o DPkg::Lock::Timeout=300 install -qq -y --no-install-recommends "${missing[@]}")
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"${install[@]}" >"$log" 2>&1 || { apt-get update -qq && "${install[@]}"; } >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
