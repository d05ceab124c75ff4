#!/usr/bin/env python3
"""Times what others compute of the same tables: krippendorff, irrCAC and pingouin, each as its documentation says to call
it, and in a loop as somebody would write a bootstrap around it. Installs nothing; what cannot be had is skipped.

    write-agreement-data DIR 2000 50 200
    python3 -m pip install krippendorff irrCAC pingouin
    python3 benches/peers/peers_agreement.py DIR 2000x50 [--runs 5] [--bootstrap 1000]

Each line: package, job, median of the runs (smallest-largest), the processor's time, peak memory of the process with
everything imported, and the value, to compare with ours.
"""

import argparse
import pathlib

from measure import heading, need, report, wide

# A matrix of coincidences of all distinct values for every unit is what krippendorff asks for; beyond this it is not run.
MEMORY_MAX = 2 * 1024**3


def krippendorff_lines(numpy, tables, arguments):
    krippendorff, name = need("krippendorff")
    if krippendorff is None:
        return
    data = numpy.array(tables["ratings"]).T
    def alpha(values, level):
        return float(krippendorff.alpha(reliability_data=values, level_of_measurement=level))
    for level in ("nominal", "ordinal", "interval", "ratio"):
        report(name, f"alpha {level}, 20 % missing", lambda: alpha(data, level), arguments.runs)
    totals = numpy.array(tables["totals"]).T
    distinct = len(numpy.unique(totals[~numpy.isnan(totals)]))
    asked = totals.shape[1] * distinct * distinct * 8
    job = f"alpha interval, {distinct} distinct totals"
    if asked > MEMORY_MAX:
        print(f"{name:20} {job:40} not run: it would ask for {asked / 1024**3:.0f} GiB (units x values x values x 8)")
    else:
        report(name, job, lambda: alpha(totals, "interval"), 1, warm=False)
    chooser = numpy.random.default_rng(1)
    def bootstrap():
        units = data.shape[1]
        replicates = [alpha(data[:, chooser.integers(0, units, units)], "interval") for _ in range(arguments.bootstrap)]
        return float(numpy.std(replicates))
    report(name, f"alpha interval, bootstrap x {arguments.bootstrap}", bootstrap, 1, warm=False)


def irrcac_lines(numpy, pandas, tables, arguments):
    raw, name = need("irrCAC.raw", "irrCAC")
    if raw is None:
        return
    table = pandas.DataFrame(tables["ratings"])
    def value(frame, weights, coefficient):
        answer = getattr(raw.CAC(frame, weights=weights, digits=9), coefficient)()
        return float(answer["est"]["coefficient_value"])
    jobs = [("AC1", "identity", "gwet"), ("AC2 linear", "linear", "gwet"), ("AC2 quadratic", "quadratic", "gwet"),
            ("AC2 ordinal", "ordinal", "gwet"), ("Fleiss' kappa", "identity", "fleiss"),
            ("Conger's kappa", "identity", "conger"), ("Brennan-Prediger", "identity", "bp"),
            ("alpha interval", "quadratic", "krippendorff")]
    for job, weights, coefficient in jobs:
        report(name, f"{job}, 20 % missing", lambda: value(table, weights, coefficient), arguments.runs)
    chooser = numpy.random.default_rng(1)
    def bootstrap():
        units = len(table)
        drawn = (table.iloc[chooser.integers(0, units, units)] for _ in range(arguments.bootstrap))
        return float(numpy.std([value(frame, "quadratic", "gwet") for frame in drawn]))
    report(name, f"AC2 quadratic, bootstrap x {arguments.bootstrap}", bootstrap, 1, warm=False)


def pingouin_lines(numpy, pandas, tables, arguments):
    pingouin, name = need("pingouin")
    if pingouin is None:
        return
    complete = numpy.array(tables["complete"])
    units, raters = complete.shape
    def long(values):
        return pandas.DataFrame({"unit": numpy.repeat(numpy.arange(units), raters),
                                 "rater": numpy.tile(numpy.arange(raters), units), "rating": values.ravel()})
    def icc(frame):
        answer = pingouin.intraclass_corr(data=frame, targets="unit", raters="rater", ratings="rating")
        # ICC(A,1) comes second, whatever a version calls it.
        return float(answer["ICC"].iloc[1])
    frame = long(complete)
    report(name, "ICC six forms with intervals, complete", lambda: icc(frame), arguments.runs)
    chooser = numpy.random.default_rng(1)
    def bootstrap():
        replicates = [icc(long(complete[chooser.integers(0, units, units)])) for _ in range(arguments.bootstrap)]
        return float(numpy.std(replicates))
    report(name, f"ICC(A,1), bootstrap x {arguments.bootstrap}", bootstrap, 1, warm=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("size", help="as in the files' names, 2000x50")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--bootstrap", type=int, default=1000)
    arguments = parser.parse_args()
    numpy, _ = need("numpy")
    pandas, _ = need("pandas")
    if numpy is None or pandas is None:
        return
    heading()
    names = {"ratings": "ratings", "complete": "ratings_complete", "totals": "totals"}
    tables = {key: wide(arguments.folder / f"{name}_{arguments.size}.csv") for key, name in names.items()}
    krippendorff_lines(numpy, tables, arguments)
    irrcac_lines(numpy, pandas, tables, arguments)
    pingouin_lines(numpy, pandas, tables, arguments)


if __name__ == "__main__":
    main()
