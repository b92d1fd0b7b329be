// Passages of the article in the reader's frame: from a selection to its words, and from words
// back to where they stand. It is the first third of the frame's one script. What is compared is
// what `Quote::find` of the library compares: no white space, plain quotation marks and dashes.
/* exported passages */
const passages = (() => {
  'use strict';

  /** Characters that are kept before and behind a passage. */
  const AROUND = 60;
  /** Places that are compared at most. */
  const PLACES = 1000;

  const blank = /[\s\u00ad\u200b\ufeff]/u;
  const plain = new Map();
  for (const [to, all] of [
    ["'", '‘’‚‛′‹›'],
    ['"', '“”„‟″«»'],
    ['-', '‐‑‒–—−'],
  ]) {
    for (const character of all) plain.set(character, to);
  }

  const fold = (text) => {
    let out = '';
    for (const character of text) {
      if (!blank.test(character)) out += same(character);
    }
    return out;
  };

  const paragraphs = 'p, li, h1, h2, h3, h4, h5, h6, blockquote, figcaption, pre, td, th, dt, dd';

  /** A character as it is compared. */
  const same = (character) => plain.get(character) ?? character;

  /** The article's text nodes, in their order. */
  const texts = () => {
    const walker = document.createTreeWalker(
      document.querySelector('article'),
      NodeFilter.SHOW_TEXT,
      (node) =>
        node.parentElement.closest('.left-out, .receipt, button')
          ? NodeFilter.FILTER_REJECT
          : NodeFilter.FILTER_ACCEPT,
    );
    const nodes = [];
    for (let next = walker.nextNode(); next !== null; next = walker.nextNode()) nodes.push(next);
    return nodes;
  };

  /** The article's text without white space, and for each unit of it the text node that it came
   *  from, and where in it. */
  const read = (compared = same) => {
    const nodes = texts();
    let text = '';
    const node = [];
    const at = [];
    const end = [];
    nodes.forEach(({ data }, index) => {
      let from = 0;
      for (const character of data) {
        const to = from + character.length;
        if (!blank.test(character)) {
          const folded = compared(character);
          // A character in two units stays whole only where each of them has its own place.
          const whole = folded.length === character.length;
          for (let unit = 0; unit < folded.length; unit += 1) {
            node.push(index);
            at.push(whole ? from + unit : from);
            end.push(whole ? from + unit + 1 : to);
          }
          text += folded;
        }
        from = to;
      }
    });
    return { text, nodes, node, at, end };
  };

  /** The words between two units, as they stand, with line breaks between paragraphs. */
  const words = (all, from, to) => {
    if (from >= to) return '';
    let out = '';
    let before = null;
    for (let index = all.node[from]; index <= all.node[to - 1]; index += 1) {
      const { data, parentElement } = all.nodes[index];
      const start = index === all.node[from] ? all.at[from] : 0;
      const end = index === all.node[to - 1] ? all.end[to - 1] : data.length;
      const paragraph = parentElement.closest(paragraphs);
      if (paragraph === null && data.trim() === '') continue;
      if (before !== null && paragraph !== before) out = `${out.trimEnd()}\n\n`;
      before = paragraph;
      const part = data.slice(start, end);
      out += parentElement.closest('pre') ? part : part.replace(/\s+/g, ' ');
    }
    return out;
  };

  /** Without the half of a character that was cut at either end. */
  const whole = (text) => text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');

  /** The passage that a range holds; nothing where it holds no words. */
  const quoteOf = (range) => {
    const all = read();
    // Units stand in order, so those at the ends are found by halving.
    const first = (holds) => {
      let low = 0;
      let high = all.text.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (holds(middle)) high = middle;
        else low = middle + 1;
      }
      return low;
    };
    const compare = (unit, more) =>
      range.comparePoint(all.nodes[all.node[unit]], all.at[unit] + more);
    const from = first((unit) => compare(unit, 0) >= 0);
    const to = first((unit) => compare(unit, 1) > 0);
    if (from >= to) return null;
    const before = words(all, Math.max(0, from - AROUND), from + 1).slice(0, -1);
    const behind = words(all, to - 1, Math.min(all.text.length, to + AROUND)).slice(1);
    return {
      exact: words(all, from, to),
      prefix: whole(before.slice(-2 * AROUND)),
      suffix: whole(behind.slice(0, 2 * AROUND)),
      start: Array.from(all.text.slice(0, from)).length,
    };
  };

  /** The first and the last unit of a passage; nothing where its words do not stand. */
  const find = (all, { exact, prefix, suffix, start }) => {
    const wanted = fold(exact);
    if (wanted === '') return null;
    const before = fold(prefix);
    const behind = fold(suffix);
    let best = null;
    let seen = 0;
    for (
      let at = all.text.indexOf(wanted);
      at !== -1 && seen < PLACES;
      at = all.text.indexOf(wanted, at + 1), seen += 1
    ) {
      const end = at + wanted.length;
      let alike = 0;
      for (let n = 1; n <= before.length && all.text[at - n] === before.at(-n); n += 1) alike += 1;
      for (let n = 0; n < behind.length && all.text[end + n] === behind[n]; n += 1) alike += 1;
      const far = Math.abs(at - start);
      if (best === null || alike > best.alike || (alike === best.alike && far < best.far)) {
        best = { alike, far, from: at, to: end };
      }
    }
    return best;
  };

  const unmark = () => {
    for (const mark of document.querySelectorAll('mark.kept')) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
  };

  /** Marks passages, in place of those that were marked. */
  const mark = (marks) => {
    unmark();
    const all = read();
    const pieces = new Map();
    for (const one of marks) {
      const found = find(all, one);
      if (found === null) continue;
      for (let index = all.node[found.from]; index <= all.node[found.to - 1]; index += 1) {
        const text = all.nodes[index];
        const from = index === all.node[found.from] ? all.at[found.from] : 0;
        const to = index === all.node[found.to - 1] ? all.end[found.to - 1] : text.data.length;
        // White space between two paragraphs belongs to neither.
        if (text.data.slice(from, to).trim() === '') continue;
        if (!pieces.has(text)) pieces.set(text, []);
        pieces.get(text).push({ from, to, one });
      }
    }
    for (const [text, parts] of pieces) {
      parts.sort((a, b) => a.from - b.from);
      // Where two overlap, the first has it.
      let end = 0;
      for (const part of parts) {
        part.from = Math.max(part.from, end);
        end = Math.max(end, part.to);
      }
      for (const { from, to, one } of parts.reverse()) {
        if (from >= to) continue;
        const range = document.createRange();
        range.setStart(text, from);
        range.setEnd(text, to);
        const element = document.createElement('mark');
        element.className = one.noted ? 'kept noted' : 'kept';
        element.dataset.mark = one.id;
        range.surroundContents(element);
      }
    }
  };

  return { quoteOf, mark, read, same, texts };
})();
