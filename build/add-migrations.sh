#!/usr/bin/env bash
# Adds a migration for both databases: build/add-migrations.sh NAME
# Until the first release there is one migration, Initial, made anew: without a name the folders are emptied first.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-Initial}
project=Epatra.Portal
[ $# -gt 0 ] || rm -rf "$project"/Data/Migrations/*

dotnet tool restore >/dev/null
dotnet build "$project" -p:EfDesign=true
for database in Sqlite PostgreSql; do
  EfDesign=true dotnet ef migrations add "$name" --no-build --project "$project" \
    --context "${database}PortalDbContext" --output-dir "Data/Migrations/$database"
  # What EF knows nothing of: the index of the search.
  [ $# -gt 0 ] || perl -0pi -e 's/(\n        \}\n\n[^\n]*\n        protected override void Down[^{]*\{\n)/\n\n            Accounts.SearchIndex.CreateSearchIndex(migrationBuilder);$1            Accounts.SearchIndex.DropSearchIndex(migrationBuilder);\n\n/' "$project"/Data/Migrations/$database/*_Initial.cs
done
dotnet restore "$project"
