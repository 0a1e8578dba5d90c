#!/bin/sh
# Serves a tracker of its own, asks it everything once by every door, and takes it down again. Prints a line for each step.
#
#   scripts/smoke.sh [PROGRAM]      PROGRAM: bin/tracker.js of this folder, or `tracker` of a package that is installed
#
# Needs git, curl and Node. Nothing of the user's is read or written: HOME is a folder of its own.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
program=${1:-$here/bin/tracker.js}
work=$(mktemp -d)
server=
trap 'status=$?; [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; exit $status' EXIT

export HOME="$work/home" XDG_CACHE_HOME="$work/home/cache" GIT_CONFIG_NOSYSTEM=1
unset TRACKER_ACTOR TRACKER_SESSION TRACKER_ROOT TRACKER_URL TRACKER_TOKEN XDG_STATE_HOME XDG_CONFIG_HOME || true
mkdir -p "$HOME"
git init --quiet "$work/payments"
cd "$work/payments"
git config user.name Alice
git config user.email alice@example.org

tracker() { "$program" "$@"; }

# say STEP: what is done so far.
say() { echo "ok $1"; }

# fail WORDS: what was expected, and what came instead.
fail() {
  echo "not ok $1" >&2
  [ ! -f "$work/answer" ] || cat "$work/answer" >&2
  exit 1
}

# ask STATUS METHOD PATH [BODY]: by $token; the answer is in $work/answer.
ask() {
  expected=$1 method=$2 path=$3
  set -- -sS -o "$work/answer" -w '%{http_code}' -X "$method" ${token:+-H "Authorization: Bearer $token"} ${4:+-d "$4"}
  status=$(curl "$@" -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' "$url$path")
  [ "$status" = "$expected" ] || fail "$method $path: $status, not $expected"
}

# find EXPRESSION: of the answer as JSON, `it`; of an event stream the last data.
find() {
  node -e '
    const text = require("node:fs").readFileSync(process.argv[1], "utf8");
    const data = text.match(/^data: (.*)$/m);
    const it = JSON.parse(data ? data[1] : text);
    const found = eval(process.argv[2]);
    if (found === undefined || found === false) process.exit(1);
    console.log(typeof found === "string" ? found : JSON.stringify(found));
  ' "$work/answer" "$1" || fail "the answer has no $1"
}

# mcp METHOD PARAMS
mcp() { ask 200 POST /mcp "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$1\",\"params\":$2}"; }

tracker actor add alice --kind human >/dev/null
tracker actor add bot --kind agent --owner alice >/dev/null
alice=$(tracker token create --actor alice --scope member 2>/dev/null)
bot=$(tracker token create --actor bot --scope agent 2>/dev/null)
reader=$(tracker token create --actor alice --scope read 2>/dev/null)
say 'actors and tokens'

"$program" serve --addr 127.0.0.1:0 >"$work/said" 2>"$work/log" &
server=$!
for _ in $(seq 600); do
  [ -s "$work/said" ] && break
  kill -0 "$server" 2>/dev/null || fail "the server did not start: $(cat "$work/log")"
  sleep 0.1
done
url=$(sed -n 's/^tracker serves PAY at //p' "$work/said")
[ -n "$url" ] || fail "the server said: $(cat "$work/said")"
say 'serving'

token='' && ask 200 GET /healthz && ask 200 GET /readyz && ask 200 GET /openapi.json
find 'it.openapi.startsWith("3.1") && Object.keys(it.paths).length > 20' >/dev/null
ask 200 GET /.well-known/oauth-protected-resource
ask 401 GET /api/v1/tickets
say 'health, discovery, and nothing without a token'

token=$reader && mcp tools/list '{}'
find 'it.result.tools.length === 5 && !JSON.stringify(it.result.tools).includes("\"create\"")' >/dev/null
token=$bot && mcp tools/list '{}'
find 'JSON.stringify(it.result.tools).includes("\"create\"") && !JSON.stringify(it.result.tools).includes("\"archive\"")' >/dev/null
say 'each token is told of its scopes’ tools'

token=$alice && ask 200 GET /api/v1/events
position=$(find it.position)
token=$bot && ask 201 POST /api/v1/tickets '{"title":"Refund twice","type":"bug","description":"## Steps\n- [ ] test"}'
key=$(find it.key)
mcp tools/call "{\"name\":\"ticket\",\"arguments\":{\"action\":\"claim\",\"id\":\"$key\"}}"
find '!it.result.isError' >/dev/null
mcp tools/call "{\"name\":\"alignment\",\"arguments\":{\"action\":\"submit\",\"id\":\"$key\",\"message\":\"Mended\"}}"
find '!it.result.isError' >/dev/null
ask 403 POST "/api/v1/tickets/$key/review/decision" '{"decision":"approved"}'
token=$alice && ask 200 GET "/api/v1/tickets/$key/review"
ask 200 POST "/api/v1/tickets/$key/review/decision" '{"decision":"approved"}'
say 'a ticket with its review, by MCP and by REST'

ask 200 GET "/api/v1/events?after=$position"
find 'it.events.map((event) => event.kind).join(" ") === "project create claim submit decide"' >/dev/null
tracker show "$key" >/dev/null
say 'events, and the command line beside it'

kill "$server"
wait "$server" || fail "the server ended with $?: $(cat "$work/log")"
server=
say 'stopped'
