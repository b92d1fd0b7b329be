// What a script tells the person: sentences, and one line that changes while they wait.

const live = process.stdout.isTTY;
let shown = false;

/** Says a sentence on a line of its own. */
export function say(sentence = "") {
  clear();
  process.stdout.write(sentence + "\n");
}

/** Says what went wrong, and ends the script. */
export function stop(sentence, code = 1) {
  clear();
  process.stderr.write(sentence + "\n");
  process.exit(code);
}

/** Rewrites the one line of progress; without a terminal there is none. */
export function progress(text) {
  if (!live) return;
  const width = (process.stdout.columns || 80) - 1;
  process.stdout.write("\r\x1b[2K" + text.slice(0, width));
  shown = true;
}

/** Takes the line of progress away. */
export function clear() {
  if (shown) process.stdout.write("\r\x1b[2K");
  shown = false;
}

/** Seconds as a person says them. */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
