// Says when this computer has no letters for the script of an article. A missing letter is
// drawn as the same box as a code point that no font ever has.

import { t, type Key } from '../shared/words';

const scripts: { name: string; pattern: RegExp; package: string }[] = [
  { name: 'kana', pattern: /[\p{Script=Hiragana}\p{Script=Katakana}]/u, package: 'fonts-noto-cjk' },
  { name: 'hangul', pattern: /\p{Script=Hangul}/u, package: 'fonts-noto-cjk' },
  { name: 'han', pattern: /\p{Script=Han}/u, package: 'fonts-noto-cjk' },
  { name: 'arabic', pattern: /\p{Script=Arabic}/u, package: 'fonts-noto-core' },
  { name: 'hebrew', pattern: /\p{Script=Hebrew}/u, package: 'fonts-noto-core' },
  { name: 'devanagari', pattern: /\p{Script=Devanagari}/u, package: 'fonts-noto-core' },
  { name: 'bengali', pattern: /\p{Script=Bengali}/u, package: 'fonts-noto-core' },
  { name: 'tamil', pattern: /\p{Script=Tamil}/u, package: 'fonts-noto-core' },
  { name: 'thai', pattern: /\p{Script=Thai}/u, package: 'fonts-noto-core' },
  { name: 'cyrillic', pattern: /\p{Script=Cyrillic}/u, package: 'fonts-noto-core' },
  { name: 'greek', pattern: /\p{Script=Greek}/u, package: 'fonts-noto-core' },
];

const known = new Map<string, boolean>();

/** Draws a letter and says what came out, one figure a pixel. */
export type Draw = (letter: string) => string;

function canvas(): Draw | null {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  return (letter) => {
    context.clearRect(0, 0, 48, 48);
    context.font = '24px sans-serif';
    context.textBaseline = 'top';
    context.fillText(letter, 4, 8);
    return Array.from(
      context.getImageData(0, 0, 48, 48).data.filter((_, at) => at % 4 === 3),
    ).join();
  };
}

/** The sentence about a script that this computer cannot draw; nothing when it can. */
export function missingFont(text: string, draw: Draw | null = canvas()): string | null {
  if (draw === null) return null;
  for (const script of scripts) {
    const letter = script.pattern.exec(text)?.[0];
    if (letter === undefined) continue;
    let missing = known.get(script.name);
    if (missing === undefined) {
      const drawn = draw(letter);
      missing = drawn === draw('\u{10FFFD}') || /^[0,]*$/.test(drawn);
      known.set(script.name, missing);
    }
    if (missing) {
      return t('reader.missing_font', {
        script: t(`script.${script.name}` as Key),
        package: script.package,
      });
    }
  }
  return null;
}
