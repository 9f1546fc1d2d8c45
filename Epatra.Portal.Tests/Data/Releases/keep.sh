#!/usr/bin/env bash
# Keeps a database of each kind as this version makes it, for the test that later versions take it over:
# Epatra.Portal.Tests/Data/Releases/keep.sh [RELEASE]. Made anew for a release only until it is out.
set -euo pipefail
cd "$(dirname "$0")/../../.."
RELEASE=${1:-1.0} dotnet test Epatra.Portal.Tests -p:Keep=true --filter FullyQualifiedName~KeepRelease
dotnet build Epatra.Portal.Tests >/dev/null # without that test again
