"""Trains the model that weighs runs of text, and writes its numbers.

usage: runs.py FEATURES.jsonl CORPUS OUT.txt [--check]

FEATURES.jsonl is what `cargo run --example features` wrote of CORPUS: for each page the values and
the text of every run. A run's label is the share of its words that the gold text has. With --check
the figures of a five-fold cross-validation over sites are printed before the training; no site is
in two folds. README.md beside this file says more.
"""

import argparse
import hashlib
import importlib.util
import json
from pathlib import Path

import lightgbm
import numpy

import trees

SEED = 20261124
SETS = [
    "aeb",
    "wcxb-article",
    "fundus",
    "fundus-eval",
    "cleanportal",
    "wcxb-other",
    "newspaper",
    "mozilla",
    "defuddle",
]
ROUNDS = 60
PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.2,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
# As in model/mod.rs.
DROP, WHOLE_DROP, RESTORE, MARGIN, ARTICLE_MARGIN = 0.3, 0.1, 0.8, 0.05, 0.25
# Places of values in a row, as in model/features.rs.
STATUS, FRAMED, SAYS_ARTICLE = 16, 17, 101
UNSEEN, KEPT, PICTURED = 0, 1, 2


def scorer(corpus):
    spec = importlib.util.spec_from_file_location("score", Path(corpus) / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def label(score, tokens, golds):
    """The share of each run that stands in the gold text."""
    shingles, grams, lines = set(), set(), set()
    for gold in golds:
        words = score.tokens(gold)
        shingles |= set(score.shingles(words))
        for size in (2, 3):
            grams |= {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
        lines |= {tuple(score.tokens(line)) for line in gold.split("\n")}
    out = numpy.zeros(len(tokens))
    for at, words in enumerate(tokens):
        if len(words) >= 4:
            own = score.shingles(words)
            out[at] = sum(n for s, n in own.items() if s in shingles) / sum(own.values())
    # A short run counts when it stands beside its neighbour in the gold text, too.
    for at, words in enumerate(tokens):
        if not 0 < len(words) < 4 or max(out[max(0, at - 4) : at + 5]) <= 0.6:
            continue
        after = tokens[at + 1][:1] if at + 1 < len(tokens) else []
        before = tokens[at - 1][-1:] if at > 0 else []
        joined = [tuple((words + after)[-3:]) if after else (), tuple((before + words)[:3]) if before else ()]
        out[at] = float(tuple(words) in lines or any(gram in grams for gram in joined))
    return out


def read(features, corpus):
    score = scorer(corpus)
    gold = {}
    for name in SETS:
        for line in open(Path(corpus) / "gold" / f"{name}.jsonl", encoding="utf-8"):
            record = json.loads(line)
            gold[name, record["id"]] = record
    pages = []
    for line in open(features, encoding="utf-8"):
        page = json.loads(line)
        if page["dataset"] not in SETS or not page["runs"]:
            continue
        record = gold[page["dataset"], page["id"]]
        golds = [text for text in (record.get("text"), record.get("text_alt")) if text]
        tokens = [score.tokens(text) for _, text in page["runs"]]
        counts = numpy.array([len(words) for words in tokens], dtype=float)
        rows = numpy.array([row for row, _ in page["runs"]], dtype=numpy.float32)
        # Every page weighs about the same, whatever its length. Some sets count the words of
        # pictures as text and some do not, so these teach nothing.
        weights = numpy.minimum(counts, 60) / max(20, len(score.tokens(golds[0]))) + 1e-6
        weights[rows[:, STATUS] == PICTURED] = 0
        pages.append(
            {
                "dataset": page["dataset"],
                "site": page["site"],
                "rows": rows,
                "labels": label(score, tokens, golds),
                "counts": counts,
                "weights": weights,
                "tokens": tokens,
                "golds": [score.shingles(score.tokens(text)) for text in golds],
            }
        )
    return score, pages


def fit(pages):
    data = lightgbm.Dataset(
        numpy.vstack([page["rows"] for page in pages]),
        numpy.concatenate([page["labels"] for page in pages]),
        weight=numpy.concatenate([page["weights"] for page in pages]),
    )
    return lightgbm.train(PARAMETERS, data, ROUNDS)


def answer(page, scores):
    """Which runs the extractor would take; its own code is the judge in the end."""
    kept = page["rows"][:, STATUS] == KEPT
    article = numpy.where(kept, scores > DROP, scores > RESTORE)
    # What the rules never saw stays out.
    article &= page["rows"][:, STATUS] != UNSEEN
    whole = page["rows"][:, FRAMED] == 0
    counts = page["counts"]
    margin = ARTICLE_MARGIN if page["rows"][0, SAYS_ARTICLE] else MARGIN

    def expected(taken):
        right, size = (counts * scores)[taken].sum(), counts[taken].sum()
        return 2 * right / max(1, size + (counts * scores).sum())

    if expected(whole) > expected(article) + margin:
        return whole & (scores > WHOLE_DROP)
    return article


def f1(score, page, taken):
    words = [word for tokens, take in zip(page["tokens"], taken) if take for word in tokens]
    found = score.shingles(words)
    return max(score.overlap(gold, found)[2] for gold in page["golds"])


def check(score, pages):
    sites = sorted({page["site"] for page in pages})
    numpy.random.RandomState(SEED).shuffle(sites)
    fold = {site: at % 5 for at, site in enumerate(sites)}
    figures = {name: [] for name in SETS}
    for held in range(5):
        model = fit([page for page in pages if fold[page["site"]] != held])
        for page in pages:
            if fold[page["site"]] == held:
                rules = page["rows"][:, STATUS] == KEPT
                figures[page["dataset"]].append(
                    (f1(score, page, rules), f1(score, page, answer(page, model.predict(page["rows"]))))
                )
    print("cross-validated over sites, F1 per page: rules alone, with the model")
    for name, values in figures.items():
        print(f"  {name:14} {numpy.mean([v[0] for v in values]):.4f} {numpy.mean([v[1] for v in values]):.4f}")


def write(model, path):
    text = trees.text(model)
    Path(path).write_text(text, encoding="utf-8")
    return text.encode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("features")
    parser.add_argument("corpus")
    parser.add_argument("out")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    score, pages = read(given.features, given.corpus)
    digest = hashlib.sha256(Path(given.features).read_bytes()).hexdigest()
    if given.check:
        check(score, pages)
    numbers = write(fit(pages), given.out)
    print(f"{len(pages)} pages, {sum(len(page['rows']) for page in pages)} runs, SHA-256 of the data {digest}")
    print(f"{len(numbers)} bytes, SHA-256 of the model {hashlib.sha256(numbers).hexdigest()}")


main()
