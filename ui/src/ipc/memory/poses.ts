// Poses of the window on the twin, to be looked at: `?pose=search&theme=dark`. Never part of
// what the program does.

import type { App } from '../../state/app.svelte';

const moment = (ms = 250) => new Promise((resolve) => setTimeout(resolve, ms));

async function openTitle(app: App, title: string): Promise<void> {
  for (let index = 0; index < Math.min(app.list.total, 60); index += 1) {
    if (app.list.row(index)?.title?.startsWith(title) === true) app.moving.openAt(index);
  }
  await moment();
}

export async function pose(app: App, options: URLSearchParams): Promise<void> {
  while (!app.ready || (!app.archive.firstStart && !app.list.loaded)) await moment(20);
  await moment(50);
  switch (options.get('pose')) {
    case 'reading':
      await openTitle(app, 'The harbour');
      break;
    case 'receipt':
      await openTitle(app, options.get('title') ?? 'The harbour');
      await moment();
      app.run('receipt');
      break;
    case 'title':
      await openTitle(app, options.get('title') ?? '');
      break;
    case 'search':
      app.field.type('wind');
      await moment();
      app.moving.openAt(0);
      break;
    case 'hint':
      app.field.type('https://www.bbc.com/news/articles/c4gm2vwwn1ro');
      break;
    case 'already':
      app.field.type('https://www.meridian.example/essays/dictionary-of-winds');
      break;
    case 'tags':
      app.run('view-tags');
      break;
    case 'tag':
    case 'type':
      await openTitle(app, 'The harbour');
      app.run(options.get('pose') ?? '');
      break;
    case 'more':
      await openTitle(app, 'The harbour');
      app.popover = 'more';
      break;
    case 'help':
      app.popover = 'help';
      break;
    case 'correct':
      await openTitle(app, 'The harbour');
      app.run('correct');
      break;
    case 'palette':
      app.run('palette');
      break;
    case 'sheet':
      app.run('shortcuts');
      break;
    case 'settings':
      app.run('settings');
      break;
    case 'restore':
      app.run('settings');
      await moment();
      app.keeping.ask({ name: '', at: Date.now() - 86_400_000, articles: 4210 });
      break;
    case 'log':
      app.run('problems');
      break;
    case 'failed':
      app.moving.go('failed');
      await moment();
      app.moving.openAt(0);
      break;
    case 'links':
      app.moving.go('links');
      await moment();
      app.moving.openAt(0);
      break;
    case 'trash':
      app.moving.go('trash');
      await moment();
      app.moving.openAt(0);
      break;
    case 'drag':
      app.dragging = true;
      break;
    case 'save':
      await app.saving.save({
        text: 'https://example.org/story\nhttps://walled.example/story',
        html: null,
        uri_list: null,
      });
      break;
    case 'nothing':
      app.field.type('xylophone');
      break;
  }
}
