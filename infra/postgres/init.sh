#!/bin/sh
# Run once by the postgres image, on an empty data folder: a database for each module, and a role that can open no other.
set -eu

create() {
  module=$1
  password=$2
  psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set=module="$module" --set=password="$password" <<'SQL'
CREATE ROLE :"module" LOGIN PASSWORD :'password'
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE DATABASE :"module" OWNER :"module";
REVOKE ALL ON DATABASE :"module" FROM PUBLIC;
SQL
}

create customers "$CUSTOMERS_DATABASE_PASSWORD"
create orders "$ORDERS_DATABASE_PASSWORD"
create loyalty "$LOYALTY_DATABASE_PASSWORD"

psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --command 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
