#!/usr/bin/env python3
"""Learns which words of a flattened page are its article, and which are its title.

usage: flattened.py first ROWS OUT ODDS
       flattened.py second ROWS OUT [CORPUS --check]
       flattened.py titles CANDIDATES OUT CORPUS [--check]

ROWS and CANDIDATES are what the example `flattened` of extract writes with --rows, --rows with
--first ODDS, and --titles: README.md beside this file says how they follow each other. ODDS is what
the first model says of each word when it has not seen the word's site, so that the second learns
from what it will meet. With --check the figures of a five-fold cross-validation over sites are
printed. Needs numpy and lightgbm; the seed is fixed, and the same data give the same bytes.
"""

import argparse
import collections
import hashlib
import importlib.util
import json
import multiprocessing
import os
import re
from pathlib import Path

import lightgbm
import numpy

import trees

FOLDS = 5
# The most careful sets count the most.
TRUST = {"aeb": 3.0, "fundus": 3.0}
JUDGED = ("aeb", "fundus")
STEP = 8
ROUNDS, TITLE_ROUNDS = 100, 120
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.12,
    "num_leaves": 16,
    "min_data_in_leaf": 100,
    "lambda_l2": 5.0,
    "feature_fraction": 0.4,
    "max_bin": 63,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
# Titles of the first are the headline that readers see.
TITLE_TRUST = {"fundus": 4.0, "wcxb-article": 0.5}
TITLE_PARAMETERS = PARAMETERS | {"learning_rate": 0.1, "num_leaves": 12, "min_data_in_leaf": 20, "max_bin": 255}
# As in flattened/choose.rs and flattened/mod.rs.
COSTS, BEGIN, CLAMP, DOUBT, SHORT, COPY = (30.0, 11.0, 6.0, 4.0, 4.0), -8.0, 4.0, 0.2, 250, 10


def fold(record):
    site = record["site"] or record["id"]
    return int(hashlib.sha1(site.encode()).hexdigest(), 16) % FOLDS


def scorer(corpus):
    spec = importlib.util.spec_from_file_location("score", Path(corpus) / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(rows):
    """The pages, each with its labels and its rows, and how many words they have together."""
    pages, at = [], 0
    for line in open(Path(rows).with_suffix(".jsonl"), encoding="utf-8"):
        page = json.loads(line)
        page["labels"] = numpy.array(page["labels"], dtype=numpy.int8)
        page["at"] = at
        at += len(page["words"])
        pages.append(page)
    numbers = numpy.memmap(rows, dtype="<f4", mode="r").reshape(at, -1)
    for page in pages:
        page["rows"] = numbers[page["at"] : page["at"] + len(page["words"])]
        page["fold"] = fold(page)
    return pages, at


def train(pages):
    """Every eighth word teaches; all pages count the same. A second copy of the text (2) does not."""
    rows, labels, weights = [], [], []
    for page in pages:
        count = len(page["words"])
        if not (page["labels"] == 1).any():
            continue
        some = numpy.arange(count % STEP, count, STEP)
        some = some[page["labels"][some] != 2]
        rows.append(numpy.array(page["rows"][some]))
        labels.append(page["labels"][some])
        # What was taken out of markup by the extractor stands in one way of two.
        weight = TRUST.get(page["dataset"], 1.0) * (2 if page["taught"] else 1) * 1000 / count
        weights.append(numpy.full(len(some), weight))
    data = lightgbm.Dataset(
        numpy.vstack(rows), numpy.concatenate(labels), weight=numpy.concatenate(weights)
    )
    return lightgbm.train(PARAMETERS, data, ROUNDS)


def without(held):
    """What a model that has not seen the sites of one fold says of their words."""
    model = train([page for page in PAGES if page["fold"] != held])
    own = [page for page in PAGES if page["fold"] == held]
    return [
        (page["at"], model.predict(page["rows"], raw_score=True).astype("<f4")) for page in own
    ]


def crossed(count):
    odds = numpy.zeros(count, dtype="<f4")
    with multiprocessing.get_context("fork").Pool(min(FOLDS, os.cpu_count() or 1)) as pool:
        for part in pool.imap_unordered(without, range(FOLDS)):
            for at, values in part:
                odds[at : at + len(values)] = values
    return odds


def choose(gaps, odds):
    """As flattened/choose.rs: the best way through all words."""
    best, before = (0.0, BEGIN), []
    for gap, value in zip(gaps, odds):
        cost, value = COSTS[gap], max(-CLAMP, min(CLAMP, value)) / 2
        leaves, stays = best[1] - cost > best[0], best[1] >= best[0] - cost
        best = (
            (best[1] - cost if leaves else best[0]) - value,
            (best[1] if stays else best[0] - cost) + value,
        )
        before.append((leaves, stays))
    state, kept = best[1] > best[0], []
    for pair in reversed(before):
        kept.append(state)
        state = pair[state]
    return kept[::-1]


ENDS = re.compile(r"[.!?…。！？।။؟۔][\"”'’)»\]」』）】“]*$")


def decide(page, odds):
    """As Page::read in flattened/mod.rs."""
    odds = [-CLAMP] * page["head"] + [float(value) - DOUBT for value in odds[page["head"] :]]
    kept = choose(page["gaps"], odds)
    for _ in range(9):
        if sum(len(word) for word, keep in zip(page["words"], kept) if keep) >= SHORT:
            break
        odds = odds[: page["head"]] + [value + 0.5 for value in odds[page["head"] :]]
        other = choose(page["gaps"], odds)
        if sum(1 for word, keep in zip(page["words"], other) if keep and ENDS.search(word)) >= 2:
            kept = other
    places = [at for at, keep in enumerate(kept) if keep]
    seen = set()
    for at in range(len(places) - COPY + 1):
        run = tuple(page["words"][place].lower() for place in places[at : at + COPY])
        if run in seen:
            for place in places[at : at + COPY]:
                kept[place] = False
        seen.add(run)
    return kept


def judge(score, page, kept):
    tokens = (score.tokens(word) for word, keep in zip(page["words"], kept) if keep)
    found = collections.Counter(token for word in tokens for token in word)
    figures = []
    for text in filter(None, page["texts"]):
        gold = collections.Counter(score.tokens(text))
        shared = (gold & found).total()
        figures.append((shared / max(1, gold.total()), 1 - shared / max(1, found.total())))
    return max(figures, key=lambda pair: pair[0] - pair[1])


def check(score, pages, odds):
    print("cross-validated over sites: words kept, strange words")
    figures = collections.defaultdict(list)
    for page in pages:
        if page["dataset"] in JUDGED:
            own = odds[page["at"] : page["at"] + len(page["words"])]
            way = "one space" if page["collapse"] else "as written"
            figures[page["dataset"], way].append(judge(score, page, decide(page, own)))
    for (name, way), values in figures.items():
        kept, strange = numpy.mean(values, axis=0)
        print(f"  {name:10} {way:10} {kept:.3f} {strange:.3f}")


def read_titles(candidates, score):
    """The pages with a title, each with what might be it and which of that is."""
    pages = []
    for line in open(candidates, encoding="utf-8"):
        page = json.loads(line)
        if not page["title"] or not page["candidates"]:
            continue
        wanted = score.norm(page["title"])
        page["right"] = numpy.array([score.norm(text) == wanted for text, _ in page["candidates"]])
        page["rows"] = numpy.array([row for _, row in page["candidates"]], dtype=numpy.float32)
        page["fold"] = fold(page)
        pages.append(page)
    return pages


def train_titles(pages):
    pages = [page for page in pages if page["right"].any()]
    weights = [
        numpy.where(page["right"], 1 / page["right"].sum(), 4 / len(page["right"]))
        * TITLE_TRUST.get(page["dataset"], 1.0)
        for page in pages
    ]
    data = lightgbm.Dataset(
        numpy.vstack([page["rows"] for page in pages]),
        numpy.concatenate([page["right"] for page in pages]).astype(int),
        weight=numpy.concatenate(weights),
    )
    return lightgbm.train(TITLE_PARAMETERS, data, TITLE_ROUNDS)


def check_titles(pages):
    print("cross-validated over sites: titles right, and where it is among what is weighed")
    figures = collections.defaultdict(list)
    for held in range(FOLDS):
        model = train_titles([page for page in pages if page["fold"] != held])
        for page in pages:
            if page["fold"] == held:
                best = model.predict(page["rows"], raw_score=True).argmax()
                way = "one space" if page["collapse"] else "as written"
                figures[page["dataset"], way].append((page["right"][best], page["right"].any()))
    for (name, way), values in sorted(figures.items()):
        right, there = numpy.mean(values, axis=0)
        print(f"  {name:14} {way:10} {right:.3f} {there:.3f}")


def write(model, path):
    """Writes the trees as `trees.rs` reads them: the nodes of each in order, its root first."""

    def leaf(value):
        text = f"{value:.4f}".rstrip("0").rstrip(".")
        if text.startswith(("0.", "-0.")):
            text = text.replace("0.", ".", 1)
        return "0" if text in ("", "-0") else text

    text = trees.text(model, leaf)
    Path(path).write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main():
    global PAGES
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["first", "second", "titles"])
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("other", nargs="?")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    if given.what == "titles":
        PAGES = read_titles(given.data, scorer(given.other))
        if given.check:
            check_titles(PAGES)
        numbers = write(train_titles(PAGES), given.out)
    else:
        PAGES, count = read(given.data)
        if given.what == "first":
            crossed(count).tofile(given.other)
        elif given.check:
            check(scorer(given.other), PAGES, crossed(count))
        numbers = write(train(PAGES), given.out)
    print(f"{len(PAGES)} pages, SHA-256 of the data {digest(given.data)}, of the model {numbers}")


PAGES = []
if __name__ == "__main__":
    main()
