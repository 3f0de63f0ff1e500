#!/usr/bin/env bash
# Images per second of local training: ParallelTrainer beside the plain PyTorch loop, taking turns on the same machine.
# Needs IPFL_DATA (a folder with fashion-mnist and cifar-10) and a Python with torch and numpy.
# PEER_THREADS overrides PyTorch's default number of threads.
#   RUNS=5 STEPS=200 SETS="fashion-mnist cifar-10" PYTHON=python3 benchmarks/training/compare.sh
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")"
: "${IPFL_DATA:?set it to the folder that holds the data sets}"
export IPFL_DATA
runs=${RUNS:-5} steps=${STEPS:-200} sets=${SETS:-fashion-mnist cifar-10} python=${PYTHON:-python3}

project=../Ipfl.Learning.Benchmarks
dotnet build -c Release --nologo -v quiet "$project" >&2
lines=$(for _ in $(seq "$runs"); do
    for set in $sets; do
        "$python" train_loop.py "$set" "$steps" ${PEER_THREADS:-}
        dotnet "$project/bin/Release/net10.0/Ipfl.Learning.Benchmarks.dll" "$set" "$steps"
    done
done | tee /dev/stderr)

echo
echo "median of $runs runs, $steps steps of 64 images, $(nproc) cores, PyTorch $("$python" -c 'import torch; print(torch.__version__)')"
printf '%-14s %12s %12s %12s %7s\n' "data set" participants pytorch/s ours/s ratio
sort -k1,3 -k4,4n <<<"$lines" | awk '
    { key = $1 " " $2 " " $3; n[key]++; value[key, n[key]] = $4; cell[$2 " " $3] = 1 }
    function median(key, k) { k = n[key]; return (value[key, int((k + 1) / 2)] + value[key, int((k + 2) / 2)]) / 2 }
    END {
        for (c in cell) {
            split(c, part, " ")
            peer = median("pytorch " c); own = median("ours " c)
            printf "%-14s %12d %12.0f %12.0f %7.2f\n", part[1], part[2], peer, own, own / peer
        }
    }' | sort
