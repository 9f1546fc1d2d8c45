#!/usr/bin/env bash
# Installs what the tests need where it is missing (Debian), runs them all and ends with one line: N passed, N failed.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
[ -x /usr/bin/chromium ] || missing+=(chromium)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
command -v zbarimg >/dev/null || missing+=(zbar-tools)
command -v oathtool >/dev/null || missing+=(oathtool)
[ -x /usr/sbin/nginx ] || missing+=(nginx-light)
/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || missing+=(python3-aiosmtpd)
if [ ${#missing[@]} -gt 0 ]; then
  sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -q
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

status=0
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
# Where no test ends for ten minutes, one has got stuck: it is named, and the rest is given up.
dotnet test Epatra.Portal.sln --blame-hang-timeout 10m --blame-hang-dump-type none --logger "trx;LogFilePrefix=tests" --results-directory "$results" "$@" || status=$?

passed=$(grep -ho '<UnitTestResult [^>]*outcome="Passed"' "$results"/*.trx 2>/dev/null | wc -l || true)
failed=$(grep -ho '<UnitTestResult [^>]*outcome="Failed"' "$results"/*.trx 2>/dev/null | wc -l || true)
echo "$passed passed, $failed failed"
exit $status
