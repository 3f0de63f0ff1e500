#!/usr/bin/env bash
# A market of five hospitals on one machine: four ipfl agents, one of which trains with PyTorch, and a fifth participant written in Python.
# Each has a data folder of its own, split from Fashion-MNIST. Ten rounds, then the accounts are verified, also against what the agents hold.
#
#   examples/market/five-hospitals.sh [FOLDER]
#
# IPFL is the ipfl command (default: built from this clone), PYTHON a Python with grpcio, grpcio-tools, cryptography and torch (default:
# python3; on Debian: apt-get install python3-grpcio python3-grpc-tools python3-cryptography python3-torch).
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=${1:-market-of-five}
port=${PORT:-7310}
rounds=${ROUNDS:-10}
steps=${STEPS:-20}
python=${PYTHON:-python3}
if [ -z "${IPFL:-}" ]; then
  dotnet build --configuration Release --verbosity quiet "$repository/src/Ipfl.Cli" >&2
  IPFL="$repository/src/Ipfl.Cli/bin/Release/net10.0/ipfl"
fi
ipfl() { "$IPFL" "$@"; }
"$python" -c 'import grpc, grpc_tools, cryptography, torch' || { echo "$python lacks grpcio, grpcio-tools, cryptography or torch; name another one with PYTHON=…" >&2; exit 2; }
mkdir "$folder"
cd "$folder"

# The server. Whatever ends this script ends all that it started: what runs in the background is the command itself, not a shell around it.
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true' EXIT
"$IPFL" serve --data server --listen "https://127.0.0.1:$port" 2> server.log &
for _ in $(seq 600); do grep -q "market server at" server.log && break; sleep 0.2; done
access=(--data server --server "https://127.0.0.1:$port")

# A market with the network of the demo, and a data folder for each hospital.
ipfl market create hospitals --task demo --set "steps=$steps" --rounds "$rounds" "${access[@]}"
ipfl data split --task demo --set participants=5 --out data > /dev/null

# Nobody may report more samples than the operator attests it to have: 6000 images are there to be split.
invite() { ipfl market invite hospitals --participant "$1" --deposit 1000 --max-samples 6000 "${access[@]}" --quiet; }
agent() { # name, number, more configuration
  mkdir "$1"
  printf '[data]\nset = "fashion-mnist"\ndir = "../data/p%s"\n%s\n' "$2" "${3:-}" > "$1/agent.toml"
  ipfl agent enrol --token "$(invite "$1")" --config "$1/agent.toml"
  "$IPFL" agent run --config "$1/agent.toml" > "$1/summary.txt" 2> "$1/log.txt" &
}
agent north 0
agent east 1
agent south 2
agent west 3 "$(printf '[trainer]\nkind = "command"\ncommand = ["%s", "%s/examples/python/train.py"]' "$python" "$repository")"
mkdir centre
"$python" "$repository/examples/python/participant.py" --token "$(invite centre)" --data data/p4 --state centre 2> centre/log.txt &

# The first round opens when all five have reported.
until [ "$(ipfl market status hospitals --json "${access[@]}" | grep -o '"samples"' | wc -l)" -eq 5 ]; do sleep 0.5; done
ipfl market open hospitals "${access[@]}"
until ipfl market status hospitals --json "${access[@]}" | grep '"MARKET_PHASE_CLOSED"' > /dev/null; do sleep 1; done

ipfl market status hospitals "${access[@]}"
ipfl ledger verify --data server
ipfl ledger export --data server --market hospitals --out ledger.csv
for hospital in north east south west; do ipfl ledger verify ledger.csv --receipts "$hospital/agent-state"; done
echo "accounts in $PWD/ledger.csv, logs in north/log.txt and so on"
