import { cleanup } from '@testing-library/svelte';
import { afterEach } from 'vitest';

// The window's own style says so too; tests draw without it.
const style = document.createElement('style');
style.textContent = '[hidden] { display: none !important; }';
document.head.append(style);

afterEach(() => {
  cleanup();
});
