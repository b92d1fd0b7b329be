/** When the tests happen: the archive's clock and the window's stand there. */
export const NOW = Date.UTC(2026, 10, 23, 9, 0);
