#!/usr/bin/env bash
# Kills the real portal (kill -9) at random lines of its log under load, and checks after each restart that nothing is lost that it
# told anybody: Epatra.Portal.Tests/Faults/kill.sh [KILLS] [Sqlite|PostgreSql]. A hundred kills take a quarter of an hour.
set -euo pipefail
cd "$(dirname "$0")/../.."
export KILLS=${1:-100} KILL_DATABASE=${2:-Sqlite}
dotnet test Epatra.Portal.Tests -p:Kill=true --filter FullyQualifiedName~KillTests --logger "console;verbosity=detailed"
