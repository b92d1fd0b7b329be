// The frame's document, in the shape that the program serves, for the twin.

import type { ArticleView, Settings } from '../generated';
import { plural, t } from '../../shared/words';
import { pageDate } from '../../shared/when';
import style from '../../../../src-tauri/library/src/frame/article.css?raw';
import bridge from '../../../../src-tauri/library/src/frame/bridge.js?raw';
import find from '../../../../src-tauri/library/src/frame/find.js?raw';
import quote from '../../../../src-tauri/library/src/frame/quote.js?raw';
import { art } from './art';

export type LeftOut = { at: number; why: string; html: string; restored: boolean };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function receipt(view: ArticleView): string {
  const of = view.receipt;
  if (of === null) return '';
  const paragraphs = t('receipt.paragraphs', {
    kept: of.paragraphs_kept,
    total: of.paragraphs_total,
  });
  const sentences = [
    ...(of.completeness < 0.9
      ? [t('receipt.poor', { share: Math.round((1 - of.completeness) * 100) })]
      : []),
    t('receipt.kept', {
      what:
        of.pictures_kept > 0
          ? plural('receipt.pictures', of.pictures_kept, { paragraphs })
          : paragraphs,
    }),
    plural('receipt.left_out', of.left_out),
    ...(of.restored > 0 ? [plural('receipt.restored', of.restored)] : []),
    ...(view.row.how === 'pasted' ? [t('receipt.pasted')] : []),
    ...(view.row.how === 'file' ? [t('receipt.file')] : []),
    ...(view.row.how === 'from_text' ? [t('receipt.from_text')] : []),
  ];
  return `<p>${sentences.map(escape).join(' ')}</p>`;
}

/** Writes the document of one article. */
export function document(
  view: ArticleView,
  blocks: string[],
  leftOut: LeftOut[],
  settings: Settings,
  lead: string | null,
): string {
  const { row } = view;
  const poor = (view.receipt?.completeness ?? 1) < 0.9;
  const parts: string[] = [];
  for (let at = 0; at <= blocks.length; at += 1) {
    leftOut.forEach((block, index) => {
      if (block.at !== at) return;
      parts.push(
        block.restored
          ? `<div class="block restored" data-index="${index}"><div class="was">${block.html}</div><button class="restore" type="button" hidden>${t('frame.leave_out')}</button></div>`
          : `<div class="left-out" data-index="${index}" hidden><p class="why">${escape(block.why)}</p><div class="was">${block.html}</div><button class="restore" type="button">${t('frame.restore')}</button></div>`,
      );
    });
    const block = blocks[at];
    if (block === undefined) continue;
    const html = block.startsWith('<') && !block.startsWith('<a') ? block : `<p>${block}</p>`;
    parts.push(
      `<div class="block" data-block="${at}">${html.replace(/art:(\d+)/g, (_, seed: string) => art(Number(seed)))}</div>`,
    );
  }
  const by = view.authors
    .map((author) => {
      const about = [author.role, author.place].filter((part) => part !== null).map(escape);
      const role = about.length > 0 ? ` <span class="role">${about.join(', ')}</span>` : '';
      return `<b>${escape(author.name)}</b>${role}`;
    })
    .join(', ');
  const byline = [
    ...(by === '' ? [] : [`<span class="authors">${by}</span>`]),
    ...(row.published === null ? [] : [`<time>${escape(pageDate(row.published))}</time>`]),
  ].join(' <i>·</i> ');
  return `<!doctype html><html lang="${row.language ?? 'und'}" dir="${row.direction}" data-theme="${settings.theme}" data-face="${settings.face}"><head><meta charset="utf-8"><title>${escape(row.title ?? '')}</title><link rel="stylesheet" href="/fonts/fonts.css"><style>${style}</style></head><body><article>${poor ? `<aside class="receipt top">${receipt(view)}</aside>` : ''}<header><p class="kicker">${escape([row.site, view.section].filter((part) => part !== null).join(' · '))}</p><h1>${escape(row.title ?? '')}</h1>${row.excerpt === null ? '' : `<p class="standfirst">${escape(row.excerpt)}</p>`}<p class="byline">${byline}</p></header>${lead ?? ''}<section class="body">${parts.join('')}</section>${poor ? '' : `<footer class="receipt">${receipt(view)}</footer>`}</article><script>${quote}${find}${bridge}</script></body></html>`;
}
