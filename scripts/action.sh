#!/usr/bin/env bash
# What action.yml runs: checks $PROGRAM with $OPTIONS, annotates the lines, and adds to the page of the
# job ($GITHUB_STEP_SUMMARY). Words are divided at blanks; quotes have no meaning.
set -uo pipefail
read -ra options <<< "${OPTIONS-}"
read -ra program <<< "$PROGRAM"
recording=$(mktemp -d)/recording.json
trap 'rm -rf "$(dirname "$recording")"' EXIT

specialist check "${options[@]}" --format github --save "$recording" "${program[@]}"
status=$?
if [ -s "$recording" ] && [ "$status" -lt 2 ]; then
  specialist check "${options[@]}" --format markdown --exit-zero "$recording" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
fi
exit "$status"
