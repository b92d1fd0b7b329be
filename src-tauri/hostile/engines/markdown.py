"""Renders Markdown as a trusting program does, HTML in it as it is: lines of {"id", "markdown"} on
standard input, lines of {"id", "html"} on standard output."""

import json
import sys

from markdown_it import MarkdownIt

renderer = MarkdownIt("commonmark", {"html": True}).enable("table")
for line in sys.stdin:
    case = json.loads(line)
    html = renderer.render(case["markdown"])
    print(json.dumps({"id": case["id"], "html": html}))
