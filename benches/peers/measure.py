"""What the peers' scripts share: a table read once, a call timed some times in a process of its own, one line of result."""

import csv
import importlib
import os
import pickle
import platform
import resource
import statistics
import sys
from importlib.metadata import version
from time import perf_counter, process_time


def need(module, package=None):
    """The module and its version; where it cannot be had, says so and gives None."""
    package = package or module
    try:
        return importlib.import_module(module), f"{package} {version(package)}"
    except ImportError as error:
        print(f"skipped: {package} cannot be had ({error})")
        return None, package


def timed(call, runs, warm=True):
    """Times of `runs` calls, by the clock and of the processor, and the peak memory, in a forked process, so that peaks do
    not add up. On a busy machine the processor's time is the one to compare.

    One call more goes first, unless `warm` is false, for what a package sets up on first use.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            result = call() if warm else None
            times = []
            for _ in range(runs):
                began, busy = perf_counter(), process_time()
                result = call()
                times.append((perf_counter() - began, process_time() - busy))
            answer = (times, result, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, None)
        except (MemoryError, ValueError) as error:
            answer = ([], None, 0, f"{type(error).__name__}: {error}")
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(answer, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(data) if data else ([], None, 0, "the process was killed")


def report(name, job, call, runs, warm=True):
    """Times the call and prints the line."""
    times, result, peak, failed = timed(call, runs, warm)
    if failed:
        print(f"{name:20} {job:40} failed: {failed}", flush=True)
        return
    shown = f"{result:.6f}" if isinstance(result, float) else str(result)
    clock, busy = zip(*times)
    print(f"{name:20} {job:40} {statistics.median(clock) * 1e3:9.1f} ms ({min(clock) * 1e3:.1f}-{max(clock) * 1e3:.1f}), "
          f"processor {statistics.median(busy) * 1e3:.1f} ms, {runs} runs, {peak / 1024:.0f} MB = {shown}", flush=True)


def wide(path):
    """The rows of a wide table as floats, NaN where a cell is empty."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [[float(cell) if cell else float("nan") for cell in row[1:]] for row in rows]


def heading():
    """What machine this is, and how busy."""
    load = " ".join(f"{part:.1f}" for part in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load}; times after imports and reading",
          file=sys.stdout, flush=True)
