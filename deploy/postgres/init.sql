-- Run once, by the superuser, when the volume is new: each database has an owner, and the ledger two more roles that cannot
-- change its schema: the programs', and the HTTP API's, which cannot send an order. Nobody else may connect to them.
\getenv temporal_password TEMPORAL_DB_PASSWORD
\getenv owner_password LEDGER_OWNER_PASSWORD
\getenv app_password LEDGER_APP_PASSWORD
\getenv api_password LEDGER_API_PASSWORD

CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE ROLE autobalancer_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE autobalancer_app LOGIN PASSWORD :'app_password';
CREATE ROLE autobalancer_api LOGIN PASSWORD :'api_password';

CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
CREATE DATABASE autobalancer OWNER autobalancer_owner;

REVOKE ALL ON DATABASE temporal, temporal_visibility, autobalancer FROM PUBLIC;
GRANT CONNECT ON DATABASE autobalancer TO autobalancer_app, autobalancer_api;
