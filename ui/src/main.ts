import { mount } from 'svelte';
import Root from './Root.svelte';
import { connect } from './ipc';
import { App } from './state/app.svelte';
import './shared/style/tokens.css';
import './shared/style/base.css';

const app = new App(await connect());
mount(Root, { target: document.body, props: { app } });

// In a browser the twin can show a state to be looked at.
if (!('__TAURI_INTERNALS__' in window) && location.search !== '') {
  const { pose } = await import('./ipc/memory/poses');
  await pose(app, new URLSearchParams(location.search));
}
