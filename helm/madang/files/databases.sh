#!/bin/sh
# A database and a login role for each subgraph named in SUBGRAPHS, which only that role may enter. PostgreSQL's image
# runs this when its volume is empty; run it by hand after a subgraph was added. Running it again changes nothing else.
set -eu
sql="psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username ${POSTGRES_USER:-postgres} --dbname postgres"

$sql <<'SQL'
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
SQL

for name in $SUBGRAPHS; do
  password="DATABASE_PASSWORD_$(printf %s "$name" | tr '[:lower:]' '[:upper:]')"
  $sql --set name="$name" --set variable="$password" <<'SQL'
\getenv password :variable
\if :{?password}
\else
  \warn :variable is missing
  \quit 3
\endif
SELECT format('CREATE ROLE %I', :'name') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec
ALTER ROLE :"name" LOGIN PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING %L LOCALE_PROVIDER icu ICU_LOCALE %L',
  :'name', :'name', 'UTF8', 'und') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
REVOKE CONNECT, TEMPORARY ON DATABASE :"name" FROM PUBLIC;
SQL
done
