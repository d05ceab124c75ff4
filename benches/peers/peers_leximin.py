#!/usr/bin/env python3
"""The fairest lottery beside sortition-algorithms, on the same instances in the same run: times, peak memory, smallest
chance, Gini coefficient and panels of its maximin and leximin, each in a process of its own, and of ours.

    cargo build --release -p zhuoping-benches --bin leximin
    python3 benches/peers/peers_leximin.py --ours target/release/leximin FOLDER:K [FOLDER:K:1 ...] [--json FILE]

A folder holds `categories.csv` (category or feature; feature, name or value; min; max) and `respondents.csv` (one row an
expert, one column a category). `FOLDER:K` draws K; `FOLDER:K:M` draws K with at most M of one value of the column
`employer`. The peer knows such a limit only for M = 1, as its households. Where its call needs more than `--limit` seconds
the process is ended and the table says so.

sortition-algorithms and what its leximin needs are installed into a virtual environment (`--venv`) unless they are there.
Its leximin solves its linear programs with gurobipy only; the licence bundled with that package allows 2000 variables and
2000 rows, which its own start (up to three panels an expert) exceeds from about 670 experts. Without gurobipy the
package's usual entry would compute maximin instead, so its leximin is called by name here.

Exit code 0: everything ran, or its end by time or licence is in the table. 1: figures contradict each other or a program
ended badly. 2: wrong arguments. 77: the peer cannot be had; ours ran all the same when `--ours` was given.
"""

import argparse
import csv
import json
import os
import pathlib
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
from fractions import Fraction
from time import monotonic, perf_counter, sleep

PACKAGES = ["sortition-algorithms==0.12.15", "highspy==1.16.0", "gurobipy==13.0.3"]
ALGORITHMS = ("maximin", "leximin")
# The peer stops when no panel is better by this (its `EPS`, probabilities from 0 to 1), so its smallest chance may fall
# short of the optimum by as much. It can never be above it by more than rounding.
PEER_TOLERANCE = 0.0005
ROUNDING = 1e-6
# What the library itself drops as a panel without chance (its `EPS2`).
NO_CHANCE = 1e-8
SKIPPED = 77


# ---------------------------------------------------------------------------------------------------------------- reading

def rows(path):
    """The heading and the rows of a CSV file, as dictionaries."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return reader.fieldnames, list(reader)


def quotas(folder):
    """Rows of categories.csv under one heading, whichever of the usual ones the file has."""
    head, body = rows(folder / "categories.csv")
    category = "category" if "category" in head else "feature"
    value = next(name for name in ("value", "name", "feature") if name in head and name != category)
    return [{"feature": row[category].strip(), "value": row[value].strip(), "min": row["min"], "max": row["max"]}
            for row in body if row[category].strip()]


def experts(folder, categories, employers):
    """Rows of respondents.csv: a number as id, the categories' columns, and the employer, each its own where it is empty."""
    _, body = rows(folder / "respondents.csv")
    table = []
    for number, row in enumerate(body):
        expert = {"id": f"{number:06}", **{category: row[category].strip() for category in categories}}
        if employers:
            expert["employer"] = row["employer"].strip() or f"none {number}"
        table.append(expert)
    return table


def gini(chances):
    """0 when all chances are equal: the sum of all differences over 2 n² times the mean (the form of Damgaard and Weiner,
    Ecology 81:1139, 2000, that the authors of leximin for panels report)."""
    n, total = len(chances), sum(chances)
    return max(0.0, sum((2 * rank - n + 1) * chance for rank, chance in enumerate(sorted(chances))) / (n * total))


# ---------------------------------------------------------------------------------- the peer, in a process of its own

def peer(algorithm, folder, seats, employer_max):
    """One call of the library; prints its figures as JSON. Runs under the virtual environment's Python."""
    from importlib.metadata import version

    from sortition_algorithms import committee_generation, features, people, settings, utils

    head = ["feature", "value", "min", "max"]
    table = quotas(folder)
    categories = list(dict.fromkeys(row["feature"] for row in table))
    pool = experts(folder, categories, employer_max == 1)
    kept = ["employer"] if employer_max == 1 else []
    collection, *_ = features.read_in_features(head, table, seats)
    columns = settings.Settings(id_column="id", columns_to_keep=kept)
    persons, _ = people.read_in_people(list(pool[0]), pool, collection, columns)
    utils.set_random_provider(1)
    find = getattr(committee_generation, f"find_distribution_{algorithm}")
    began = perf_counter()
    try:
        panels, weights, _ = find(collection, persons, seats, kept)
        seconds = perf_counter() - began
    except Exception as error:  # what a solver raises has no common type
        print(json.dumps({"failed": f"{type(error).__name__}: {error}", "seconds": perf_counter() - began}))
        return
    panels, weights = committee_generation.standardize_distribution(panels, [float(weight) for weight in weights])
    chances = {expert["id"]: 0.0 for expert in pool}
    for panel, weight in zip(panels, weights):
        for member in panel:
            chances[member] += weight
    packages = ["sortition-algorithms", "highspy", "gurobipy"]
    print(json.dumps({
        "seconds": seconds,
        "smallest": min(chances.values()),
        "largest": max(chances.values()),
        "gini": gini(list(chances.values())),
        "panels": sum(weight >= NO_CHANCE for weight in weights),
        "versions": {name: version(name) for name in packages},
    }))


# --------------------------------------------------------------------------------------------------- running and measuring

def run(command, limit):
    """Runs the command for at most `limit` seconds: what it printed as JSON, its peak memory in MB, or why it gave nothing."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as complaints:
        began = monotonic()
        # A group of its own, so that what it started ends with it.
        process = subprocess.Popen(command, stdout=out, stderr=complaints, start_new_session=True)
        ended = False
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if not ended and monotonic() - began > limit:
                os.killpg(process.pid, signal.SIGKILL)
                ended = True
            sleep(0.02)
        process.returncode = os.waitstatus_to_exitcode(status)
        result = {"process_seconds": monotonic() - began, "process_mb": used.ru_maxrss / 1024}
        if ended:
            return {**result, "failed": f"not done in {limit:g} s"}
        out.seek(0)
        complaints.seek(0)
        text, complaint = out.read().decode(errors="replace"), complaints.read().decode(errors="replace").strip()
    if process.returncode != 0:
        last = complaint.splitlines()[-1] if complaint else "without a word"
        return {**result, "failed": f"exit code {process.returncode}: {last}", "broken": True}
    try:
        # Solvers print banners; the figures are the last line that begins like an object, or all of it.
        start = text.rfind("\n{")
        return {**result, **json.loads(text[start + 1:] if not text.lstrip().startswith("{") else text)}
    except json.JSONDecodeError as error:
        return {**result, "failed": f"did not print JSON: {error}", "broken": True}


def median(results):
    """One result of several runs: the medians of the times, the largest memory; the first failure if there is one."""
    failed = [result for result in results if "failed" in result]
    if failed:
        return failed[0]
    times = [result["seconds"] for result in results]
    memory = max(result.get("rss_mb", result["process_mb"]) for result in results)
    return {**results[0], "seconds": statistics.median(times), "all_seconds": times, "rss_mb": memory}


def environment(folder):
    """The Python of a virtual environment with the packages, or why there is none."""
    python = folder / "bin" / "python"
    probe = "import sortition_algorithms, highspy, gurobipy"
    def works():
        return subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode == 0
    if python.exists() and works():
        return python, None
    for command in ([sys.executable, "-m", "venv", folder], [python, "-m", "pip", "install", "--quiet", *PACKAGES]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            lines = (done.stderr or done.stdout).strip().splitlines()
            return None, lines[-1] if lines else f"exit code {done.returncode}"
    return (python, None) if works() else (None, f"cannot import what {' '.join(PACKAGES)} installed")


# -------------------------------------------------------------------------------------------------------------- the table

def instance(text):
    """FOLDER:K or FOLDER:K:M."""
    folder, *numbers = text.split(":")
    path = pathlib.Path(folder)
    if len(numbers) not in (1, 2) or not all(number.isdecimal() and int(number) > 0 for number in numbers):
        raise argparse.ArgumentTypeError(f'"{text}" is not FOLDER:K or FOLDER:K:M')
    if not all((path / name).is_file() for name in ("categories.csv", "respondents.csv")):
        raise argparse.ArgumentTypeError(f"{folder} has no categories.csv and respondents.csv")
    if len(numbers) == 2 and "employer" not in rows(path / "respondents.csv")[0]:
        raise argparse.ArgumentTypeError(f"{folder}/respondents.csv has no column employer for a limit of {numbers[1]}")
    return path, int(numbers[0]), int(numbers[1]) if len(numbers) == 2 else None


def measure(folder, seats, employer_max, arguments, python):
    """All results of one instance."""
    table = quotas(folder)
    categories = list(dict.fromkeys(row["feature"] for row in table))
    pool = experts(folder, categories, employer_max is not None)
    line = {"instance": folder.name, "experts": len(pool), "seats": seats, "employer_max": employer_max,
            "attributes": len({tuple(expert[category] for category in categories) for expert in pool}),
            "load": os.getloadavg()[0]}
    if arguments.ours:
        command = [arguments.ours, folder, str(seats)]
        command += ["--employer-max", str(employer_max)] if employer_max is not None else []
        command += ["--threads", str(arguments.threads)] if arguments.threads else []
        line["ours"] = median([run(command, arguments.limit) for _ in range(arguments.runs)])
    for algorithm in arguments.algorithms if python else ():
        if employer_max not in (None, 1):
            line[algorithm] = {"failed": "no such employer limit"}
            continue
        command = [python, __file__, "--peer", algorithm, f"{folder}:{seats}" + (":1" if employer_max else "")]
        line[algorithm] = median([run(command, arguments.limit) for _ in range(arguments.runs)])
    return line


def contradictions(line):
    """What cannot be: a program that ended badly, the peer above an optimum, or below it by more than its tolerance."""
    ours = line.get("ours", {})
    for name in ("ours", *ALGORITHMS):
        if line.get(name, {}).get("broken"):
            yield f"{line['instance']}: {name}: {line[name]['failed']}"
    for algorithm in ALGORITHMS:
        theirs = line.get(algorithm, {})
        if "smallest" not in ours or "smallest" not in theirs:
            continue
        over = theirs["smallest"] - float(Fraction(ours["smallest"]))
        if over > ROUNDING or over < -PEER_TOLERANCE:
            yield (f"{line['instance']}: smallest chance {ours['smallest']} = {float(Fraction(ours['smallest'])):.9f} "
                   f"against {theirs['smallest']:.9f} by the peer's {algorithm}")


def cells(line):
    """One row of the table, as text."""
    ours, maximin, leximin = (line.get(name, {}) for name in ("ours", *ALGORITHMS))
    def shown(result, name, form):
        return format(result[name], form) if name in result and "failed" not in result else result.get("failed", "")[:60]
    def memory(result):
        return f"{result.get('rss_mb', result.get('process_mb', 0)):.0f}" if result else ""
    known = "seconds" in ours and "seconds" in leximin and "failed" not in leximin
    return [
        line["instance"], str(line["experts"]), str(line["seats"]), str(line["employer_max"] or ""),
        str(ours.get("types", line["attributes"])), str(ours.get("panels", "")), str(ours.get("stages", "")),
        shown(ours, "seconds", ".3f"), shown(ours, "certificate_seconds", ".3f") if "failed" not in ours else "",
        memory(ours), shown(maximin, "seconds", ".2f"), memory(maximin), shown(leximin, "seconds", ".2f"), memory(leximin),
        str(leximin.get("panels", "")), f"{leximin['seconds'] / max(ours['seconds'], 1e-6):.0f}" if known else "",
        str(ours.get("smallest", "")), shown(leximin, "smallest", ".9f") if "smallest" in leximin else "",
        f"{abs(ours['gini']):.5f}" if "gini" in ours else "", f"{leximin['gini']:.5f}" if "gini" in leximin else "",
    ]


HEAD = ["instance", "experts", "k", "per employer", "types", "panels", "stages", "ours s", "of it certificate s", "ours MB",
        "maximin s", "MB", "leximin s", "MB", "panels", "times faster", "smallest", "peer's smallest", "Gini", "peer's Gini"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", nargs="+", type=instance, metavar="FOLDER:K[:M]")
    parser.add_argument("--ours", type=pathlib.Path, help="the benchmark program `leximin`")
    parser.add_argument("--threads", type=int, help="threads of ours")
    parser.add_argument("--limit", type=float, default=200, help="seconds a run may take")
    parser.add_argument("--runs", type=int, default=1, help="runs of each; the median time is shown")
    parser.add_argument("--algorithms", type=lambda text: text.split(","), default=list(ALGORITHMS),
                        help="of the peer: maximin,leximin")
    parser.add_argument("--venv", type=pathlib.Path, default=pathlib.Path("target/peers-leximin"))
    parser.add_argument("--json", type=pathlib.Path, help="write all figures here too")
    parser.add_argument("--peer", choices=ALGORITHMS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not set(arguments.algorithms) <= set(ALGORITHMS) or arguments.runs < 1:
        parser.error("--algorithms takes maximin, leximin or both; --runs at least 1")
    if arguments.ours and not os.access(arguments.ours, os.X_OK):
        parser.error(f"{arguments.ours} is not a program")
    if arguments.peer:
        peer(arguments.peer, *arguments.instances[0])
        return 0
    python, missing = environment(arguments.venv)
    if missing:
        print(f"skipped: {PACKAGES[0]} cannot be had ({missing})", flush=True)
    load = " ".join(f"{part:.1f}" for part in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load}; the peer's times after imports and "
          f"reading; {arguments.runs} runs, limit {arguments.limit:g} s\n", flush=True)
    print(f"| {' | '.join(HEAD)} |\n|{' --- |' * len(HEAD)}", flush=True)
    lines = []
    for folder, seats, employer_max in arguments.instances if python or arguments.ours else ():
        lines.append(measure(folder, seats, employer_max, arguments, python))
        print(f"| {' | '.join(cell.replace('|', '/') for cell in cells(lines[-1]))} |", flush=True)
    wrong = [text for line in lines for text in contradictions(line)]
    for text in wrong:
        print(f"contradiction: {text}", file=sys.stderr)
    if arguments.json:
        machine = {"python": platform.python_version(), "cores": os.cpu_count(), "packages": PACKAGES if python else []}
        arguments.json.write_text(json.dumps({"machine": machine, "limit": arguments.limit, "runs": arguments.runs,
                                              "lines": lines}, indent=1) + "\n", encoding="utf-8")
    return 1 if wrong else SKIPPED if missing else 0


if __name__ == "__main__":
    sys.exit(main())
