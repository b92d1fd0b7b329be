#!/usr/bin/env python3
"""Learns which words of a flattened page are its article; writes the model of extract/src/flattened.

usage: flattened.py ROWS OUT [--without FOLD] [--trees N]

ROWS is what `cargo run --release -p backfile-extract --example flattened -- CORPUS --rows ROWS
aeb fundus fundus-eval wcxb-article` writes: per word a label, a weight, a number of its site and
its measures, as little-endian 32-bit floats. With --without, sites whose number is FOLD are left
out, so that they can judge (`--fold FOLD` of the example). Needs numpy and scikit-learn; the seed
is fixed.
"""
import argparse
import hashlib

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

COLUMNS = 3 + 4 * 2 * 10 + 24

words = argparse.ArgumentParser()
words.add_argument("rows")
words.add_argument("out")
words.add_argument("--without", type=int)
words.add_argument("--trees", type=int, default=120)
words = words.parse_args()

raw = open(words.rows, "rb").read()
data = np.frombuffer(raw, dtype="<f4").reshape(-1, COLUMNS)
if words.without is not None:
    data = data[data[:, 2] % 5 != words.without]
label, weight, numbers = data[:, 0], data[:, 1], data[:, 3:]
model = HistGradientBoostingClassifier(
    max_iter=words.trees, learning_rate=0.12, max_leaf_nodes=16, min_samples_leaf=400,
    l2_regularization=5.0, early_stopping=False, random_state=1,
)
model.fit(numbers, label, sample_weight=weight)


def node(node):
    if node["is_leaf"]:
        return f"{node['value']:.4f}".rstrip("0").rstrip(".").replace("-0.", "-.").removeprefix("0") or "0"
    limit = np.format_float_positional(np.float32(node["num_threshold"]), unique=True, trim="-")
    return f"{node['feature_idx']} {limit} {node['left']} {node['right']}"


lines = [f"{float(np.ravel(model._baseline_prediction)[0]):.4f}"]
for (tree,) in model._predictors:
    lines.append(";".join(node(each) for each in tree.nodes))
with open(words.out, "w") as out:
    out.write("\n".join(lines) + "\n")
odds = model.decision_function(numbers)
right = np.average((odds > 0) == (label > 0.5), weights=weight)
print(f"{len(data)} words, sha256 of the rows {hashlib.sha256(raw).hexdigest()}, right {right:.4f}")
