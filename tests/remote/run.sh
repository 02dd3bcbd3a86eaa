#!/usr/bin/env bash
# Benchmarks real servers end to end: installs them from PyPI into a folder of their own, starts them on loopback, runs
# suites/remote.toml on them, and holds the result against what must be so. Which: ddddocr, mlserver, llama.
#
#   bash tests/remote/run.sh ddddocr            one
#   bash tests/remote/run.sh                    all
#
# CAPBENCH_SERVERS is where they are kept (target/servers), CAPBENCH the binary (built with --release if not given). With
# CAPBENCH_MAY_SKIP set, a server that cannot be installed is skipped, and that is said.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/remote
servers=${CAPBENCH_SERVERS:-target/servers}
out=target/remote
mkdir -p "$servers" "$out"
servers=$(cd "$servers" && pwd)
pids=()
trap 'for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done' EXIT

capbench() { if [ -n "${CAPBENCH:-}" ]; then "$CAPBENCH" "$@"; else cargo run --release --locked --quiet -- "$@"; fi; }

# install NAME REQUIREMENT...: once, into a virtual environment
install() {
  local name=$1; shift
  [ -e "$servers/$name/ready" ] && return
  if ! { python3 -m venv "$servers/$name" && "$servers/$name/bin/pip" install --quiet --disable-pip-version-check "$@"; }; then
    [ -n "${CAPBENCH_MAY_SKIP:-}" ] || return 1
    echo "skipped: $name could not be installed from PyPI, so no real server was asked"
    exit 0
  fi
  touch "$servers/$name/ready"
}

# wait_for URL
wait_for() {
  for _ in $(seq 240); do
    python3 -c "import sys, urllib.request as r; r.urlopen(sys.argv[1], timeout=2)" "$1" 2>/dev/null && return
    sleep 0.25
  done
  echo "$1 does not answer" >&2; return 1
}

start() { # NAME COMMAND...
  local name=$1; shift
  "$@" >"$out/$name.log" 2>&1 &
  pids+=($!)
}

# judge SOLVER LEAST-SOLVED CASE: every attempt answered or declined, none faulted, and so many solved
judge() {
  python3 - "$out/$1/attempts.jsonl" "$1" "$2" "$3" <<'PY'
import json, sys
path, solver, least, case = sys.argv[1:]
rows = [json.loads(line) for line in open(path)]
rows = [row for row in rows if row["solver"] == solver and row["case"] == case]
verdicts = [row["verdict"] for row in rows]
assert rows, f"{solver}: no attempts"
bad = [row for row in rows if row["verdict"] in ("faulted", "timed-out")]
assert not bad, f"{solver}: {bad[0]}"
solved = verdicts.count("solved")
assert solved >= int(least), f"{solver}: {solved} of {len(rows)} solved"
wire = sorted(row["outside"]["wire_us"] for row in rows)[len(rows) // 2] / 1000
print(f"{solver}: {len(rows)} attempts, {solved} solved, {len(rows) - verdicts.count('abstained')} answered, {wire:.1f} ms a request")
PY
}

bench() { # SOLVER LEAST-SOLVED [LIMIT]
  rm -rf "${out:?}/$1" "${out:?}/$1-again" "${out:?}/$1-tapes"
  capbench run suites/remote.toml --filter "simplified/$1" --limit "${3:-40}" --out "$out/$1" --record-cassettes "$out/$1-tapes" --no-report
  judge "$1" "$2" simplified
}

# again SOLVER: with nobody there, the same
again() {
  capbench run suites/remote.toml --filter "simplified/$1" --limit "${2:-40}" --out "$out/$1-again" --replay-cassettes "$out/$1-tapes" --no-report
  python3 - "$out/$1" "$out/$1-again" <<'PY'
import json, sys
one, two = (json.load(open(f"{run}/run.json"))["digest"] for run in sys.argv[1:])
assert one == two, (one, two)
print("the cassette gives the same digest with the server gone")
PY
}

ddddocr() {
  install ddddocr "ddddocr[api]==1.6.1"
  start ddddocr "$servers/ddddocr/bin/python" $here/ddddocr_server.py 8000
  wait_for http://127.0.0.1:8000/health
  bench ddddocr 8
  stop_last
  again ddddocr
}

mlserver() {
  install mlserver mlserver==1.7.1 pillow==11.3.0
  mkdir -p "$out/mlserver-model"
  cp $here/mlserver/* "$out/mlserver-model"
  echo '{ "host": "127.0.0.1", "http_port": 8080, "grpc_port": 8082, "metrics_port": 8083, "parallel_workers": 0 }' >"$out/mlserver-model/settings.json"
  PATH="$servers/mlserver/bin:$PATH" start mlserver "$servers/mlserver/bin/mlserver" start "$out/mlserver-model"
  wait_for http://127.0.0.1:8080/v2/models/captcha/ready
  bench oip-v2 0
  stop_last
  again oip-v2
}

llama() {
  install llama xllamacpp gguf numpy
  [ -e "$servers/llama/model/eye.gguf" ] || "$servers/llama/bin/python" $here/llama_tiny.py "$servers/llama/model"
  start llama "$servers/llama/bin/python" $here/llama_server.py "$servers/llama/model" 8081
  wait_for http://127.0.0.1:8081/health
  bench openai-chat 0 20
  stop_last
  again openai-chat 20
}

stop_last() { kill -9 "${pids[-1]}" 2>/dev/null || true; wait "${pids[-1]}" 2>/dev/null || true; }

[ $# -gt 0 ] || set -- ddddocr mlserver llama
for server in "$@"; do
  echo "== $server"
  "$server"
done
