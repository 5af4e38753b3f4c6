#!/usr/bin/env bash
# Searches the model with Spin: each configuration completely and without an error, and each mutant
# to an error. One line for each; fails if a search ends otherwise. README.md explains both lists.
# An argument chooses the lines whose name contains it. Needs spin and gcc.
set -euo pipefail
model=$(cd "$(dirname "$0")" && pwd)
wanted=${1:-}
work=$(mktemp -d)
set -m # each search is a process group, to be ended as one

cleanUp() {
  local job
  for job in $(jobs -p); do
    kill -- "-$job" 2>/dev/null || true
  done
  wait
  rm -rf "$work"
}
trap cleanUp EXIT
trap 'exit 143' INT TERM

# Builds the verifier in a directory of its own: build <name> <options of gcc> <options of spin...>
build() {
  local directory=$work/$1 options=$2
  mkdir "$directory"
  cd "$directory"
  spin -a "${@:3}" "$model/logweir.pml" >spin.log 2>&1 || { cat spin.log >&2; return 1; }
  # shellcheck disable=SC2086 # several options
  gcc $options -w -DCOLLAPSE -DMEMLIM=5000 -o pan pan.c
}

# Assertions, and end states in which somebody living still has something to do.
safety() {
  build "$1" "-O2 -DSAFETY" "${@:2}" && ./pan -m20000 -w24 >pan.log 2>&1 || true
  report "$1"
}

# With threads that are stopped in the middle by the death of their JVM, a process of the model looks
# for such end states, since any place can be an end; and no order of steps is left out.
threads() {
  build "$1" "-O2 -DSAFETY -DNOREDUCE" "${@:2}" && ./pan -E -m20000 -w24 >pan.log 2>&1 || true
  report "$1"
}

# No run, fair to each process, goes on for ever: the living get done.
liveness() {
  build "$1" "-O2 -DNP -DNFAIR=3" "${@:2}" && ./pan -l -f -m20000 -w24 >pan.log 2>&1 || true
  report "$1"
}

# A mutant, in the smallest configuration that shows it.
mutant() {
  build "$1" "-O0 -DSAFETY" "-D$1" "${@:2}" && ./pan -m20000 -w20 >pan.log 2>&1 || true
  reportMutant "$1"
}

mutantOfLiveness() {
  build "$1" "-O0 -DNP -DNFAIR=3" "-D$1" "${@:2}" && ./pan -l -f -m20000 -w20 >pan.log 2>&1 || true
  reportMutant "$1"
}

report() {
  local states depth seconds errors
  states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' pan.log)
  depth=$(sed -n 's/.*depth reached \([0-9]*\),.*/\1/p' pan.log)
  errors=$(sed -n 's/.*errors: \([0-9]*\).*/\1/p' pan.log)
  seconds=$(sed -n 's/^pan: elapsed time \([0-9.e+-]*\) .*/\1/p' pan.log)
  printf '%-18s states=%-9s depth=%-5s seconds=%-7s errors=%s\n' \
    "$1" "$states" "$depth" "${seconds:-?}" "${errors:-?}"
  if [ "$errors" != 0 ] || [ -z "$states" ] ||
    grep -qiE 'too small|not completed|out of memory|memory limit|^error|aborting' pan.log; then
    sed "s/^/$1: /" pan.log >&2
    touch "$work/failed"
  fi
}

reportMutant() {
  local caught
  caught=$(sed -nE 's/^pan:1: (assertion violated|invalid end state|non-progress cycle)(.*) \(at depth.*/\1\2/p' pan.log)
  printf '%-26s %s\n' "$1" "${caught:-NOT CAUGHT}"
  [ -n "$caught" ] || touch "$work/failed"
}

searches=0
# Runs one line of the lists below as soon as a processor is free.
search() {
  case $2 in *"$wanted"*) ;; *) return ;; esac
  searches=$((searches + 1))
  while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do
    wait -n || true
  done
  {
    "$@" || touch "$work/failed"
    rm -rf "${work:?}/$2"
  } &
}

# The longest first, so that the processors end together.
search safety    slots        -DSLOTS -DNJ=3 -DMAXD=2 -DL2=1
search safety    restarts     -DSLOTS -DSTAYS -DNJ=5 -DMAXD=4 -DL1=0
search safety    successors   -DNJ=4 -DMAXD=3
search safety    lanes        -DNJ=3 -DMAXD=2 -DL2=1
search safety    ring         -DRING -DFINE -DTRIM -DNJ=2 -DMAXD=2 -DL0=2 -DL1=2
search safety    ring-three   -DRING -DFINE -DNJ=3 -DMAXD=2 -DL0=2 -DL1=1
search liveness  slots-live   -DSLOTS -DNJ=3 -DMAXD=1 -DL1=0
search liveness  ring-live    -DRING -DFINE -DNJ=2 -DMAXD=2 -DL0=2 -DL1=2
search safety    lanes-two    -DNJ=3 -DMAXD=2 -DL0=2 -DL1=1
search liveness  lanes-live   -DNJ=3 -DMAXD=2
search safety    thrown-out   -DTHROW -DNJ=3 -DMAXD=2
search safety    large-lines  -DSPILL -DMAXF=1 -DNJ=3 -DMAXD=2
search safety    full-disk    -DMAXF=2 -DNJ=3 -DMAXD=2
search threads   threads      -DTHREADS -DNJ=3 -DMAXD=1

lanes=(-DNJ=3 -DMAXD=2)
ring=(-DRING -DFINE -DNJ=2 -DMAXD=2 -DL0=2 -DL1=2)
slots=(-DSLOTS -DNJ=3 -DMAXD=2 -DL2=1)
search mutant M_LANES_FIRST "${lanes[@]}"
search mutant M_IGNORE_INTENT "${lanes[@]}"
search mutant M_STALE_INTENT "${lanes[@]}"
search mutant M_CURSOR_STORE "${lanes[@]}"
search mutant M_COMMIT_FIRST "${lanes[@]}"
search mutant M_COPY_IN_INTENT "${lanes[@]}"
search mutant M_NO_INTENT "${lanes[@]}"
search mutant M_IGNORE_LANDED "${lanes[@]}"
search mutant M_FREE_BEFORE_WRITTEN "${lanes[@]}"
search mutant M_NONE_BEFORE_PUBLISHED "${lanes[@]}"
search mutant M_SPILL_WITHOUT_INTENT "${lanes[@]}" -DSPILL
search mutant M_STEAL "${lanes[@]}"
search mutant M_NO_TAKEOVER "${lanes[@]}"
search mutantOfLiveness M_NO_RECLAIM "${lanes[@]}"
search mutant M_IGNORE_LIVING "${lanes[@]}"
search mutant M_AT_THE_LIVING_IS_FREE "${lanes[@]}"
search mutant M_INTENT_IS_NOTHING "${lanes[@]}"
search mutant M_INTENT_IS_EXTENT "${lanes[@]}"
search mutant M_WORD_BEFORE_LENGTH -DNJ=4 -DMAXD=3 -DL2=1
search mutant M_NO_BELOW_RULE "${ring[@]}"
search mutant M_PUBLISHED_FIRST "${ring[@]}"
search mutant M_LIMIT_FIRST "${ring[@]}"
search mutant M_NO_LIMIT "${ring[@]}"
search mutant M_NO_ZERO "${ring[@]}"
search mutant M_ENTRY_FIRST "${ring[@]}"
search mutant M_REUSE_UNPUBLISHED "${ring[@]}"
search mutant M_STEAL_GROW "${ring[@]}"
search mutant M_NO_GROW_TAKEOVER "${ring[@]}"
search mutant M_TRIM_ALL "${ring[@]}" -DTRIM
search mutant M_TRUNCATE_FIRST "${ring[@]}" -DTRIM
search mutant M_RESTS_FIRST "${slots[@]}"
search mutant M_ONE_LOOK "${slots[@]}"
search mutant M_NO_TAG "${slots[@]}"
search mutant M_KEEP_RETIRED_LOCK "${slots[@]}"
wait

if [ -e "$work/failed" ] || [ "$searches" = 0 ]; then
  echo "the model does not hold" >&2
  exit 1
fi
