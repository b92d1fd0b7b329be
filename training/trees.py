"""The text of a model, as `trees.rs` reads it."""

import numpy


def number(value):
    """The shortest text that reads back as the same 32-bit number."""
    return numpy.format_float_positional(numpy.float32(value), unique=True, trim="-")


def text(model, leaf=number):
    """The trees of a model, a line each: its nodes in order, its root first.

    `leaf` writes what a leaf comes to.
    """
    lines = ["0"]
    for tree in model.dump_model()["tree_info"]:
        nodes = []

        def visit(node):
            at = len(nodes)
            nodes.append(None)
            if "split_index" not in node:
                nodes[at] = leaf(node["leaf_value"])
                return at
            assert node["decision_type"] == "<="
            low, high = visit(node["left_child"]), visit(node["right_child"])
            nodes[at] = f"{node['split_feature']} {number(node['threshold'])} {low} {high}"
            return at

        visit(tree["tree_structure"])
        lines.append(";".join(nodes))
    return "\n".join(lines) + "\n"
