import { cleanup } from '@testing-library/svelte';
import { afterEach, beforeEach, vi } from 'vitest';
import { NOW } from './now';

// The window's own style says so too; tests draw without it.
const style = document.createElement('style');
style.textContent = '[hidden] { display: none !important; }';
document.head.append(style);

// The window's clock stands where the archive's stands, or “today” would be another day tomorrow.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
  cleanup();
});
