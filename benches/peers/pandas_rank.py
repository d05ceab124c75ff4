#!/usr/bin/env python3
"""The same figures as `zhuoping rank` in pandas, as a careful analyst would write them: totals, means, spreads, quartiles,
ranks. It prints how long that took after the imports, reading of the file included.

    python3 pandas_rank.py scores.csv gbt19580-2012.json

What it leaves out, and the program does: checks of the input, exact fractions, agreement coefficients, severities, ties and
tie-breaks, and the question whether another rule would change the list. It uses floats.
"""

import json
import sys
from time import perf_counter

import numpy  # imported here so that its loading is not timed
import pandas

NAMES = {"阶段": "stage", "申报编号": "entrant", "专家编号": "reviewer", "条款": "item", "百分比": "percent"}


def main(scores, edition):
    began = perf_counter()
    with open(edition, encoding="utf-8") as file:
        points = {i["code"]: i["points"] for c in json.load(file)["categories"] for i in c["items"]}
    table = pandas.read_csv(scores, encoding="utf-8-sig", dtype={"条款": "category", "申报编号": "category",
                            "专家编号": "category", "阶段": "category"}, usecols=list(NAMES)).rename(columns=NAMES)
    read = perf_counter()

    table["score"] = table["percent"] * table["item"].map(points).astype("float64") / 100
    totals = table.groupby(["entrant", "reviewer"], observed=True)["score"].sum().unstack("reviewer")
    # One highest and one lowest total dropped.
    ordered = numpy.sort(totals.to_numpy(), axis=1)
    trimmed = pandas.Series(ordered[:, 1:-1].mean(axis=1), index=totals.index)
    ranking = pandas.DataFrame({
        "score": trimmed, "mean": totals.mean(axis=1), "median": totals.median(axis=1),
        "rank": trimmed.rank(ascending=False, method="min").astype(int),
    }).sort_values("rank")

    cells = table.groupby(["entrant", "item"], observed=True)["percent"]
    spread = cells.agg(["mean", "std", "min", "max"])
    spread["range"] = spread["max"] - spread["min"]
    quartiles = cells.quantile([0.25, 0.5, 0.75]).unstack()
    spread["iqr"] = quartiles[0.75] - quartiles[0.25]
    spread["discuss"] = (spread["range"] >= 30) | (spread["std"] >= 12.5)

    centred = table["percent"] - table.groupby(["entrant", "item"], observed=True)["percent"].transform("mean")
    severity = centred.groupby(table["reviewer"], observed=True).agg(["mean", "sem"])
    done = perf_counter()

    print(ranking.head(10).round(2).to_string())
    print(f"{len(ranking)} entrants, {int(spread['discuss'].sum())} items to discuss, "
          f"severities from {severity['mean'].min():+.2f} to {severity['mean'].max():+.2f}")
    print(f"read {1000 * (read - began):.0f} ms, computed {1000 * (done - read):.0f} ms, "
          f"together {1000 * (done - began):.0f} ms after the imports")


if __name__ == "__main__":
    main(*sys.argv[1:])
