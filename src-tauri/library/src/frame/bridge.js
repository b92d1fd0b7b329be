// The reader frame's one script. It runs in a document of no origin, beside HTML that came
// from the web and was cleaned; it knows the article and one port to the window, nothing else.
// The window checks whatever it is told from here.
//
// To the frame:  look, left_out, goto, hits, find, step_hit, step, marks, reveal, unselect.
// To the window: ready, progress, hits, key, link, restore, selection, mark, paste, drag, drop.
/* global hits, passages */
(() => {
  'use strict';

  const root = document.documentElement;
  const body = document.querySelector('.body') ?? document.body;
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const blocks = all('.block[data-block]');

  let port = null;
  const tell = (message) => {
    if (port !== null) port.postMessage(message);
  };

  // ---- how it looks

  const look = ({ theme, face, size, measure }) => {
    root.dataset.theme = theme;
    root.dataset.face = face;
    root.style.setProperty('--size', `${size}px`);
    root.style.setProperty('--measure', String(measure));
  };

  // ---- where the reader is

  // The line that counts as the one being read, from the top of the frame.
  const readingLine = () => Math.min(120, window.innerHeight / 4);

  const place = () => {
    const line = readingLine();
    // Blocks stand in order, so the one at the line is found by halving.
    let low = 0;
    let high = blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (blocks[middle].getBoundingClientRect().top <= line) low = middle + 1;
      else high = middle;
    }
    const paragraph = Math.max(0, low - 1);
    const box = blocks[paragraph]?.getBoundingClientRect();
    const within =
      low === 0 || !box?.height ? 0 : Math.min(1, Math.max(0, (line - box.top) / box.height));
    const room = root.scrollHeight - window.innerHeight;
    // What fits on one screen is read when it was seen; the window decides what that means.
    const end = body.getBoundingClientRect().bottom + window.scrollY - window.innerHeight;
    const progress = room <= 4 ? 0 : Math.min(1, window.scrollY / Math.max(1, Math.min(room, end)));
    return { progress: Math.max(0, progress), paragraph, within };
  };

  let told = 0;
  const progress = () => {
    if (told !== 0) return;
    told = window.setTimeout(() => {
      told = 0;
      tell({ type: 'progress', ...place() });
    }, 200);
  };

  const goto = ({ paragraph, within }) => {
    const block = blocks[paragraph];
    if (block === undefined) return;
    const box = block.getBoundingClientRect();
    const line = paragraph === 0 && !within ? Infinity : readingLine();
    if (line === Infinity) window.scrollTo(0, 0);
    else window.scrollBy(0, box.top + box.height * (within ?? 0) - line);
  };

  // The window's `step` scrolls by whole screens, as the space bar does.
  const step = ({ by }) => window.scrollBy(0, by * (window.innerHeight - 64));

  // A picture that arrives, or a new size of the letters, must not move the line being read.
  let anchor = null;
  window.addEventListener('scroll', () => {
    anchor = place();
    progress();
  });
  new ResizeObserver(() => {
    if (anchor !== null && anchor.paragraph > 0) goto(anchor);
  }).observe(body);

  // ---- what is found

  const tellHits = (found) => tell({ type: 'hits', ...found });
  const seekWords = ({ words }) => tellHits(hits.words(words));
  const seekText = ({ text }) => tellHits(hits.text(text));
  const stepHit = ({ by }) => tellHits(hits.step(by));

  // ---- what the person marked

  const boxOf = (range) => {
    const { left, top, width, height } = range.getBoundingClientRect();
    return { left, top, width, height };
  };

  const marks = ({ marks: wanted }) => {
    // Texts are cut where a mark begins and ends, and what was hit stands in them.
    passages.mark(wanted);
    tellHits(hits.again());
  };

  const reveal = ({ id }) => {
    const mark = all('mark.kept').find(({ dataset }) => dataset.mark === id);
    if (mark === undefined) return;
    const { top } = mark.getBoundingClientRect();
    window.scrollBy(0, top - window.innerHeight / 3);
  };

  const unselect = () => document.getSelection().removeAllRanges();

  // ---- what was left out

  let shown = false;
  const showLeftOut = ({ show }) => {
    if (show === shown) return;
    shown = show;
    const before = place();
    root.classList.toggle('shows-left-out', show);
    for (const block of all('.left-out')) block.hidden = !show;
    // What was put back stays; only the way to take it out again comes and goes.
    for (const button of all('.restored > .restore')) button.hidden = !show;
    if (before.paragraph > 0) goto(before);
  };

  // ---- links, keys, the pointer

  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest('button.restore');
    if (button) {
      const block = button.closest('[data-index]');
      tell({
        type: 'restore',
        index: Number(block.dataset.index),
        restored: block.classList.contains('left-out'),
      });
      return;
    }
    const mark = target?.closest('mark.kept');
    const link = target?.closest('a[href]');
    if (mark && !link && document.getSelection().isCollapsed) {
      tell({ type: 'mark', id: mark.dataset.mark, box: boxOf(mark) });
      return;
    }
    if (!link) return;
    const href = link.getAttribute('href');
    event.preventDefault();
    if (href.startsWith('#')) {
      const there = document.getElementById(href.slice(1));
      if (there !== null) there.scrollIntoView();
      return;
    }
    tell({ type: 'link', url: href });
  });
  document.addEventListener('auxclick', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!link || event.button !== 1) return;
    event.preventDefault();
    tell({ type: 'link', url: link.getAttribute('href') });
  });

  const plainKeys = new Set([
    'j',
    'k',
    '/',
    't',
    's',
    'h',
    'n',
    'N',
    'e',
    'v',
    '#',
    'z',
    'u',
    '\\',
    '?',
    '[',
    ']',
    'Escape',
    'Delete',
  ]);
  const heldKeys = new Set(['k', 'n', 'l', 'z', 'f']);
  let pasting = 0;
  document.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const held = event.ctrlKey || event.metaKey;
    if (held && !event.altKey && event.key.toLowerCase() === 'v') {
      // Where the web view gives no paste event, the window asks the clipboard itself.
      window.clearTimeout(pasting);
      pasting = window.setTimeout(() => tell({ type: 'paste', text: '', html: '' }), 80);
      return;
    }
    const wanted = held
      ? !event.altKey && heldKeys.has(event.key.toLowerCase())
      : !event.altKey && plainKeys.has(event.key);
    if (!wanted) return;
    event.preventDefault();
    // A key that acts on the selection goes behind it.
    if (selecting !== 0) tellSelection();
    tell({
      type: 'key',
      key: event.key,
      ctrl: event.ctrlKey,
      shift: event.shiftKey,
      alt: event.altKey,
      meta: event.metaKey,
    });
  });
  document.addEventListener('paste', (event) => {
    window.clearTimeout(pasting);
    event.preventDefault();
    const data = event.clipboardData;
    tell({
      type: 'paste',
      text: data?.getData('text/plain') ?? '',
      html: data?.getData('text/html') ?? '',
    });
  });

  let selecting = 0;
  const tellSelection = () => {
    window.clearTimeout(selecting);
    selecting = 0;
    const selection = document.getSelection();
    const range = selection.isCollapsed || !selection.rangeCount ? null : selection.getRangeAt(0);
    const quote = range === null ? null : passages.quoteOf(range);
    tell({ type: 'selection', quote, box: quote === null ? null : boxOf(range) });
  };
  const selectionSoon = () => {
    window.clearTimeout(selecting);
    selecting = window.setTimeout(tellSelection, 150);
  };
  document.addEventListener('selectionchange', selectionSoon);
  // What stands beside it goes away while the text moves.
  window.addEventListener('scroll', () => {
    if (document.getSelection().isCollapsed) return;
    if (selecting === 0) tell({ type: 'selection', quote: null, box: null });
    selectionSoon();
  });

  // ---- a drag may end here; without these two the frame would go to what is dropped

  // A picture or link of the article that is dragged within it is no gift to the archive.
  let own = false;
  document.addEventListener('dragstart', () => {
    own = true;
  });
  document.addEventListener('dragend', () => {
    own = false;
  });
  for (const name of ['dragenter', 'dragover']) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      if (!own) tell({ type: 'drag' });
    });
  }
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    const data = event.dataTransfer;
    if (own || !data) return;
    tell({
      type: 'drop',
      uri_list: data.getData('text/uri-list'),
      html: data.getData('text/html'),
      text: data.getData('text/plain'),
      files: Array.from(data.files),
    });
  });

  // ---- the port

  const acts = {
    look,
    left_out: showLeftOut,
    goto,
    hits: seekWords,
    find: seekText,
    step_hit: stepHit,
    step,
    marks,
    reveal,
    unselect,
  };
  const listen = (event) => {
    const [given] = event.ports;
    if (given === undefined) return;
    window.removeEventListener('message', listen);
    port = given;
    port.onmessage = ({ data }) => {
      if (typeof data === 'object' && data !== null && Object.hasOwn(acts, data.type))
        acts[data.type](data);
    };
    tell({ type: 'ready', paragraphs: blocks.length });
  };
  window.addEventListener('message', listen);
})();
