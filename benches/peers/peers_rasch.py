#!/usr/bin/env python3
"""Times the many-facet Rasch rating-scale model of raschpy on a table of scores, and prints its severities. Installs
nothing.

    write-agreement-data DIR 2000 50 60
    python3 -m pip install raschpy
    python3 benches/peers/peers_rasch.py DIR/scores_60.csv [--runs 3] [--percents 5]

raschpy does not maximise the joint likelihood: it fits pairwise comparisons in which the entrant cancels (its default) or
compares item by item (`pair-cpat`). Its severities are to be compared with ours in order and size, not digit by digit. Its
sign is the other way round: positive is strict.
"""

import argparse
import warnings

from measure import heading, need, report


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scores", help="entrant, reviewer, item, percent")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--percents", type=int, default=5, help="the step that makes one category")
    arguments = parser.parse_args()
    pandas, _ = need("pandas")
    raschpy, name = need("raschpy")
    if pandas is None or raschpy is None:
        return
    warnings.simplefilter("ignore")
    heading()
    table = pandas.read_csv(arguments.scores, dtype={"item": str})
    table["score"] = table["percent"] // arguments.percents
    # Categories that nobody used are closed up, as a rating scale needs steps that occur.
    used = {score: rank for rank, score in enumerate(sorted(table["score"].unique()))}
    table["score"] = table["score"].map(used)
    table = table.rename(columns={"reviewer": "Rater", "entrant": "Person"})
    responses = table.pivot(index=["Rater", "Person"], columns="item", values="score").astype(float)
    entrants, reviewers = table["Person"].nunique(), table["Rater"].nunique()
    size = f"{entrants} x {reviewers} x {table['item'].nunique()}, {len(used)} categories"

    def calibrated(estimation):
        model = raschpy.MFRM(responses, max_score=len(used) - 1)
        model.calibrate(model="global", estimation=estimation)
        return {rater: round(float(value), 3) for rater, value in model.raters_global.items()}

    for estimation in ("cp-full-rcl", "pair-cpat"):
        report(name, f"{estimation}, {size}", lambda: calibrated(estimation), arguments.runs, warm=False)


if __name__ == "__main__":
    main()
