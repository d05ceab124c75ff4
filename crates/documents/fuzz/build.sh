#!/bin/sh
# Builds the targets for libFuzzer with a stable compiler, as `cargo fuzz build --sanitizer none` does.
# Then: target/x86_64-unknown-linux-gnu/release/xlsx_parts corpus/xlsx_parts -max_total_time=60
set -e
cd "$(dirname "$0")"
export RUSTC_BOOTSTRAP=1
coverage="-Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
coverage="$coverage -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module $coverage -Cdebug-assertions -Coverflow-checks"
exec cargo build --release --bins --target "$(rustc -vV | sed -n 's/^host: //p')" "$@"
