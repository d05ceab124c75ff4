#!/usr/bin/env python3
"""The worked example of docs/fairness.md, recomputed from nothing: six experts, three seats, two quotas.

    python3 docs/fairness_example.py

It lists all panels, computes everybody's exact chance under three ways to draw, and checks the proof that no lottery is
fairer than the last one. Only the standard library; exits with 1 if a figure of the page is not what it finds.
"""

import sys
from fractions import Fraction
from itertools import combinations

EXPERTS = {"A": "quality, local", "B": "quality, local", "C": "quality, elsewhere", "D": "quality, elsewhere",
           "E": "finance, local", "F": "finance, elsewhere"}
SEATS = 3
FAIREST = {"ABF": Fraction(1, 3), "ACE": Fraction(1, 6), "ADE": Fraction(1, 6), "BCE": Fraction(1, 6), "BDE": Fraction(1, 6)}
# Value, who is settled, a weight for each expert, what no panel's weights exceed.
STAGES = [(Fraction(1, 3), "CDF", dict(zip("ABCDEF", [0, 0, 1, 1, 0, 1])), 1),
          (Fraction(2, 3), "ABE", dict(zip("ABCDEF", [1, 1, 1, 1, 1, 1])), 3)]
# As the page prints them.
PAGE = {"skip": "27/40 27/40 13/40 13/40 11/15 4/15", "uniform": "2/3 2/3 1/3 1/3 5/6 1/6",
        "leximin": "2/3 2/3 1/3 1/3 2/3 1/3"}


def feasible(panel):
    """Exactly one of finance, at most one from elsewhere."""
    finance = sum("finance" in EXPERTS[expert] for expert in panel)
    elsewhere = sum("elsewhere" in EXPERTS[expert] for expert in panel)
    return finance == 1 and elsewhere <= 1


PANELS = ["".join(panel) for panel in combinations(EXPERTS, SEATS) if feasible(panel)]


def chances(lottery):
    return {expert: sum(weight for panel, weight in lottery.items() if expert in panel) for expert in EXPERTS}


def skipping(chosen="", chance=Fraction(1)):
    """Draws one expert after another and skips whoever no panel can be completed with: the chance of every panel."""
    if len(chosen) == SEATS:
        return {"".join(sorted(chosen)): chance}
    fits = [expert for expert in EXPERTS if expert not in chosen
            and any(set(chosen + expert) <= set(panel) for panel in PANELS)]
    lottery = {}
    for expert in fits:
        for panel, weight in skipping(chosen + expert, chance / len(fits)).items():
            lottery[panel] = lottery.get(panel, 0) + weight
    return lottery


def proved(lottery):
    """Whether the stages prove that no lottery is fairer (docs/fairness.md, "The proof")."""
    exact = chances(lottery)
    settled = set()
    for value, now, weights, bound in STAGES:
        later = set(EXPERTS) - settled
        holds = max(sum(weights[expert] for expert in panel) for panel in PANELS) <= bound
        holds &= all(weights[expert] >= 0 for expert in later) and set(now) == {e for e in later if weights[e] > 0}
        left = bound - sum(weights[expert] * exact[expert] for expert in settled)
        holds &= left == value * sum(weights[expert] for expert in later)
        holds &= all(exact[expert] == value for expert in now)
        if not holds:
            return False
        settled |= set(now)
    return settled == set(EXPERTS) and sum(lottery.values()) == 1 and all(panel in PANELS for panel in lottery)


def main():
    lotteries = {"skip": skipping(), "uniform": {panel: Fraction(1, len(PANELS)) for panel in PANELS}, "leximin": FAIREST}
    print(f"{len(PANELS)} panels: {' '.join(PANELS)}")
    print(f"{'':10}" + "".join(f"{expert:>8}" for expert in EXPERTS))
    right = proved(FAIREST)
    for name, lottery in lotteries.items():
        found = " ".join(str(chance) for chance in chances(lottery).values())
        right &= found == PAGE[name]
        print(f"{name:10}" + "".join(f"{part:>8}" for part in found.split()))
    for size, listed in ((3, "ABF ACE BDE"), (4, "ABF ACE BDE ABE"), (6, "ABF ABF ACE ADE BCE BDE")):
        panels = listed.split()
        exact, from_list = chances(FAIREST), chances({p: Fraction(panels.count(p), size) for p in panels})
        away = max(abs(exact[expert] - from_list[expert]) for expert in EXPERTS)
        print(f"a list of {size}: {listed}; largest difference {away}")
    print("the proof holds, the page is right" if right else "the page is wrong")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
