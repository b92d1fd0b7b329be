// Finding in the reader's frame: the words that a search hit, and what is typed to be found in the
// article. All hits are painted, one of them is the one that the person is at, and marks along the
// edge show where the others stand. It is a third of the frame's one script.
/* exported hits */
/* global passages */
const hits = (() => {
  'use strict';

  const MOST = 2000;
  /** Marks along the edge: more cannot be told apart. */
  const TICKS = 300;

  const paints = Boolean(window.CSS?.highlights && window.Highlight);
  const body = document.querySelector('.body') ?? document.body;

  const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

  // A text in the form that words are compared in, and for each unit of it the place in the
  // text that it came from.
  const folded = (text) => {
    let out = '';
    const from = [];
    let at = 0;
    for (const character of text) {
      const part = plain(character);
      for (let unit = 0; unit < part.length; unit += 1) from.push(at);
      out += part;
      at += character.length;
    }
    from.push(text.length);
    return { out, from };
  };

  const wordCharacter = /[\p{L}\p{N}]/u;
  const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

  /** Where words begin as one of these does. */
  const findWords = (words) => {
    const wanted = words.map(plain).filter((word) => word !== '');
    const found = [];
    for (const node of passages.texts()) {
      const { out, from } = folded(node.data);
      for (const word of wanted) {
        const spaced = !unspaced.test(word);
        for (let at = out.indexOf(word); at !== -1; at = out.indexOf(word, at + word.length)) {
          if (spaced && at > 0 && wordCharacter.test(out[at - 1])) continue;
          const range = document.createRange();
          range.setStart(node, from[at]);
          range.setEnd(node, from[at + word.length]);
          found.push(range);
          if (found.length >= MOST) return found;
        }
      }
    }
    return found;
  };

  /** Where this stands, over elements and whatever the white space. */
  const findText = (text) => {
    const all = passages.read((character) => plain(passages.same(character)));
    const wanted = Array.from(text)
      .map((character) => (/\s/u.test(character) ? '' : plain(passages.same(character))))
      .join('');
    const found = [];
    if (wanted === '') return found;
    for (
      let at = all.text.indexOf(wanted);
      at !== -1 && found.length < MOST;
      at = all.text.indexOf(wanted, at + wanted.length)
    ) {
      const range = document.createRange();
      const last = at + wanted.length - 1;
      range.setStart(all.nodes[all.node[at]], all.at[at]);
      range.setEnd(all.nodes[all.node[last]], all.end[last]);
      found.push(range);
    }
    return found;
  };

  let words = [];
  let text = '';
  /** Ranges, or the elements that stand for them where ranges cannot be painted. */
  let found = [];
  let now = -1;

  const unmark = () => {
    if (paints) {
      CSS.highlights.delete('hit');
      CSS.highlights.delete('hit-now');
      return;
    }
    for (const mark of document.querySelectorAll('mark.hit')) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
  };

  const paint = () => {
    if (found.length === 0) return;
    if (paints) {
      CSS.highlights.set('hit', new Highlight(...found));
      return;
    }
    // From the last to the first, so that the earlier ranges of a text stay right. One that goes
    // over elements has no mark; it can still be gone to.
    found = found
      .reverse()
      .map((range) => {
        if (range.startContainer !== range.endContainer) return range;
        const mark = document.createElement('mark');
        mark.className = 'hit';
        range.surroundContents(mark);
        return mark;
      })
      .reverse();
  };

  const ticks = document.createElement('div');
  ticks.className = 'ticks';
  ticks.setAttribute('aria-hidden', 'true');
  document.body.append(ticks);

  const drawTicks = () => {
    const height = Math.max(1, document.documentElement.scrollHeight);
    const room = window.innerHeight;
    const tops = new Set();
    if (found.length > 1 && height > room) {
      for (const one of found) {
        const top = one.getBoundingClientRect().top + window.scrollY;
        tops.add(Math.round((top / height) * room));
        if (tops.size >= TICKS) break;
      }
    }
    ticks.replaceChildren(
      ...Array.from(tops, (top) => {
        const tick = document.createElement('i');
        tick.style.top = `${top}px`;
        return tick;
      }),
    );
  };
  let drawing = 0;
  new ResizeObserver(() => {
    window.clearTimeout(drawing);
    drawing = window.setTimeout(drawTicks, 100);
  }).observe(document.documentElement);

  const show = () => {
    const one = found[now];
    if (one === undefined) return;
    if (paints) CSS.highlights.set('hit-now', new Highlight(one));
    else {
      for (const mark of document.querySelectorAll('mark.now')) mark.classList.remove('now');
      if (one instanceof Element) one.classList.add('now');
    }
  };

  const bringIntoSight = () => {
    const box = found[now]?.getBoundingClientRect();
    if (box !== undefined && (box.top < 80 || box.bottom > window.innerHeight - 80)) {
      window.scrollBy(0, box.top - window.innerHeight / 3);
    }
  };

  const told = () => ({ count: found.length, at: now });

  /** Looks anew for what is sought: texts were cut or joined meanwhile. */
  const again = () => {
    unmark();
    found = text === '' ? findWords(words) : findText(text);
    found.sort((a, b) => a.compareBoundaryPoints(Range.START_TO_START, b));
    paint();
    now = Math.min(now, found.length - 1);
    show();
    drawTicks();
    return told();
  };

  /** Goes to the first hit: of those in the body that stand behind what is being read, if any. */
  const seek = () => {
    now = -1;
    again();
    const inBody = (one) => body.contains(one instanceof Range ? one.startContainer : one);
    const ahead = found.findIndex((one) => inBody(one) && one.getBoundingClientRect().top >= 0);
    const first = found.findIndex(inBody);
    now =
      text !== '' && ahead !== -1 ? ahead : first === -1 ? Math.min(0, found.length - 1) : first;
    show();
    bringIntoSight();
    return told();
  };

  return {
    again,
    /** The words that a search hit. */
    words: (wanted) => {
      words = wanted;
      return text === '' ? seek() : told();
    },
    /** What is typed to be found; nothing goes back to what the search hit. */
    text: (wanted) => {
      text = wanted;
      return text === '' ? again() : seek();
    },
    step: (by) => {
      if (found.length > 0) now = (now + by + found.length) % found.length;
      show();
      bringIntoSight();
      return told();
    },
  };
})();
