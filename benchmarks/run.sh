#!/usr/bin/env bash
# Measures everything in docs/benchmarks.md side by side in one go: our engine and plain PyTorch loops, our market step and the per-pair
# loop of research scripts, and growth. Takes turns RUNS times, writes medians into docs/benchmarks.md and draws docs/figures/growth.png.
# Needs IPFL_DATA (a folder with fashion-mnist and cifar-10-batches-bin) and a Python with torch, numpy and scipy.
#   RUNS=3 PYTHON=python3 IPFL_DATA=data benchmarks/run.sh
# With --language it measures language models alone, which need no data; STEPS is the length of a training.
#   RUNS=3 PYTHON=python3 STEPS=40 benchmarks/run.sh --language
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")"
only=${1:-}
case "$only" in
"" ) : "${IPFL_DATA:?set it to the folder that holds the data sets}"; IPFL_DATA=$(realpath "$IPFL_DATA"); export IPFL_DATA ;;
--language ) ;;
* ) echo "$0: unknown option $only; known is --language" >&2; exit 2 ;;
esac
runs=${RUNS:-3} steps=${STEPS:-40} python=${PYTHON:-python3} lines=$(mktemp) folder=$(mktemp -d)
trap 'rm -rf "$lines" "$folder"' EXIT

dotnet build -c Release --nologo -v quiet Ipfl.Learning.Benchmarks >&2
ours() { dotnet Ipfl.Learning.Benchmarks/bin/Release/net10.0/Ipfl.Learning.Benchmarks.dll "$@"; }

measure() {
    ours peak
    for set in fashion-mnist cifar-10; do
        "$python" peers/train_loop.py simple-cnn "$set" 200 1,10,50
        ours training simple-cnn "$set" 200 1,10,50
    done
    "$python" peers/train_loop.py resnet20 cifar-10 4 10
    ours training resnet20 cifar-10 4 10
    "$python" peers/market_loop.py 10 44426
    "$python" peers/market_loop.py 100 44426
    for m in 10 32; do ours step "$m" 44426 300; done
    ours step 100 44426 300 products
    ours step 316 44426 30
    ours step 1000 44426 6
    for d in 10000 100000; do ours step 10 "$d" 300; done
    for d in 1000000 10000000; do ours step 10 "$d" 10; done
    ours neighbours 2000 44426 19
    for m in 10 100 1000 3162 10000; do ours solve marginal "$m"; ours solve critical "$m"; done
    for m in 10 100 1000 3162; do ours solve vcg "$m"; done
    ours training simple-cnn fashion-mnist 40 20,100,200
    ours memory simple-cnn fashion-mnist 50
}

measure_language() {
    "$python" peers/language_loop.py "$folder" "$steps"
    ours language "$folder" "$steps"
}

ours language-folder "$folder"
for _ in $(seq "$runs"); do
    if [ -z "$only" ]; then measure; fi
    measure_language
done | tee "$lines" >&2
if [ -z "$only" ]; then ours page "$lines" ../docs/benchmarks.md ../docs/figures/growth.png; fi
ours language-page "$lines" ../docs/benchmarks.md
