#!/usr/bin/env bash
# Tries docker-compose.yml with a real engine: up, buy, rebalance, ask the API, open the console, stop the worker while an order is open,
# check, down.
#
#   deploy/smoke.sh                      # needs Docker with Compose 2.20 or newer, curl, and the ports 7233, 8233, 7400 and 7500
#   COMPOSE='podman compose' deploy/smoke.sh
#
# It has a project, volumes and passwords of its own, and removes them at the end. Another Autobalancer on this machine must be down.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

read -r -a engine <<<"${COMPOSE:-docker compose}"
settings=$(mktemp)
within=${SMOKE_SECONDS:-120}
api=${SMOKE_API:-http://127.0.0.1:7500}

compose() {
  "${engine[@]}" --project-name autobalancer-smoke --env-file "$settings" "$@"
}

# In the monitor's container: the worker's is stopped in between.
autobalancer() {
  compose exec -T monitor node dist/cli/main.js "$@"
}

say() {
  printf '\n== %s\n' "$1"
}

# until WHAT COMMAND…: waits for it to succeed.
until_so() {
  local what=$1 end=$((SECONDS + within))
  shift
  until "$@"; do
    if [ "$SECONDS" -ge "$end" ]; then
      echo "not so within $within s: $what" >&2
      return 1
    fi
    sleep 1
  done
}

# Whether there are this many batches, and each of them ended SUCCESS. An order has no epoch.
batches() {
  local states
  states=$(autobalancer batches smoke --json | grep -oE '"state":"[A-Z_]+","epoch"') || return 1
  [ "$(grep -c . <<<"$states")" = "$1" ] && ! grep -qv SUCCESS <<<"$states"
}

order_is_open() {
  autobalancer orders smoke --json | grep -qE '"state":"PENDING"[^}]*"sentAt":"2'
}

# Asks the HTTP API from outside of the containers, as a platform would.
ask() {
  curl -fsS -H "Authorization: Bearer $key" "$@"
}

# Whether the rebalance at this path has ended, and found that nothing is to be done.
found_nothing_to_do() {
  ask "$api$1" | grep -q '"outcome":"NOT_NEEDED"'
}

finish() {
  local code=$?
  if [ "$code" -ne 0 ]; then
    compose ps --all || true
    compose logs --tail 40 || true
  fi
  say 'down'
  compose down --volumes --timeout 30 || true
  rm -f "$settings"
  if [ "$code" -eq 0 ]; then echo 'smoke: passed'; else echo "smoke: FAILED ($code)" >&2; fi
}
trap finish EXIT

random() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}
for name in POSTGRES_PASSWORD TEMPORAL_DB_PASSWORD LEDGER_OWNER_PASSWORD LEDGER_APP_PASSWORD LEDGER_API_PASSWORD; do
  echo "$name=$(random)" >>"$settings"
done
cat >>"$settings" <<'END'
COMPOSE_PROFILES=simulator
AUTOBALANCER_BROKER=simulator
AUTOBALANCER_BROKER_URL=http://simulator:7400
AUTOBALANCER_OPENING_MINUTES=0
END

say 'up'
compose up --build --wait
autobalancer doctor

say 'buy'
autobalancer account create smoke 100000.00
autobalancer portfolio create - <<'END'
{
  "id": "smoke",
  "accountId": "smoke",
  "targets": [
    { "symbol": "META", "percent": "33.33" },
    { "symbol": "AAPL", "percent": "33.33" },
    { "symbol": "MSFT", "percent": "33.34" }
  ]
}
END
until_so 'the first purchase is a batch that ended SUCCESS' batches 1

say 'rebalance'
autobalancer price set META=450.00
until_so 'the rebalance is a second one' batches 2

say 'ask the API'
key=$(autobalancer key create --role operator --name smoke --json | grep -oE 'ab_live_[A-Za-z0-9_-]+')
ask "$api/v1/portfolios/smoke" | grep -q '"status":"ACTIVE"'
place=$(ask -X POST -H 'Idempotency-Key: smoke-1' -D - -o /dev/null "$api/v1/portfolios/smoke/rebalances" |
  tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
until_so 'the rebalance that was asked for over HTTP found nothing to do' found_nothing_to_do "$place"

say 'open the console'
page=$(curl -fsS -H 'Accept: text/html' -D - "$api/")
grep -qi '^content-security-policy:' <<<"$page"
curl -fsS -o /dev/null "$api$(grep -oE '/assets/[A-Za-z0-9._-]+\.js' <<<"$page" | head -1)"

say 'stop the worker while an order is open'
autobalancer simulator set settings '{"fillDelayMs":15000}'
autobalancer price set META=500.00
until_so 'an order is open' order_is_open
compose stop worker
autobalancer orders smoke
compose up --wait --no-deps worker
until_so 'the batch ended SUCCESS under the next worker, nothing was rolled back' batches 3

say 'check'
autobalancer orders smoke
autobalancer check smoke
autobalancer audit verify smoke
