#!/bin/sh
# Fills the two addresses into alertmanager.yml and becomes Alertmanager: `start.sh CONFIGURATION DIRECTORY COMMAND…` writes the result
# to DIRECTORY and runs COMMAND with it.
#
# SLACK_WEBHOOK_URL or SLACK_WEBHOOK_URL_FILE: where alerts go. The file is read again for each alert.
# HEARTBEAT_URL or HEARTBEAT_URL_FILE: the address of a service that calls a person when the heartbeat stops.
set -eu
umask 077

fail() {
  echo "start.sh: $1" >&2
  exit 78
}

configuration=$1
directory=$2
shift 2

slack_file=${SLACK_WEBHOOK_URL_FILE:-}
if [ -z "$slack_file" ]; then
  [ -n "${SLACK_WEBHOOK_URL:-}" ] || fail 'set SLACK_WEBHOOK_URL or SLACK_WEBHOOK_URL_FILE: nobody would hear of an alert'
  slack_file=$directory/slack-webhook-url
  printf '%s' "$SLACK_WEBHOOK_URL" >"$slack_file"
fi
[ -s "$slack_file" ] || fail "SLACK_WEBHOOK_URL_FILE names $slack_file, which is empty or cannot be read"

heartbeat=${HEARTBEAT_URL:-}
if [ -n "${HEARTBEAT_URL_FILE:-}" ]; then
  heartbeat=$(cat "$HEARTBEAT_URL_FILE") || fail "HEARTBEAT_URL_FILE names $HEARTBEAT_URL_FILE, which cannot be read"
fi
[ -n "$heartbeat" ] || fail 'set HEARTBEAT_URL or HEARTBEAT_URL_FILE: nobody would notice that the alerts have stopped'

# Characters that sed, and then YAML, would interpret.
escaped() {
  printf '%s' "$1" | sed -e 's/[&|\\]/\\&/g' -e "s/'/''/g"
}
sed -e "s|SLACK_WEBHOOK_URL_FILE|$(escaped "$slack_file")|" -e "s|: HEARTBEAT_URL\$|: '$(escaped "$heartbeat")'|" \
  "$configuration" >"$directory/alertmanager.yml"
exec "$@" "--config.file=$directory/alertmanager.yml"
