"""Fills scorebooks from a score table with openpyxl, as another program would: fill_scorebooks.py SCORES STAGE FOLDER.

Prints `no openpyxl` and leaves everything alone where that library is not installed.
"""

import csv
import pathlib
import sys

try:
    import openpyxl
except ImportError:
    print("no openpyxl")
    sys.exit(0)


def main(scores, stage, folder):
    percents = {}
    with open(scores, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["阶段"] == stage:
                percents[row["专家编号"], row["申报编号"], row["条款"]] = int(row["百分比"])
    filled = 0
    for path in sorted(pathlib.Path(folder).glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        reviewer = path.stem.rsplit("-", 1)[1]
        for sheet in book.worksheets:
            # The sheets of entrants are named by their ids; items have their code in the first column.
            for row in sheet.iter_rows(min_row=5):
                key = reviewer, sheet.title, row[0].value
                if key in percents:
                    row[4].value = percents[key]
                    filled += 1
        book.save(path)
    print(f"filled {filled}")


main(*sys.argv[1:])
