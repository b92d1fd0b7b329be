// Tauri's command line, for the few tasks that need it. It is fetched when it is asked for and
// no part of what `npm ci` installs: building, testing and starting go without it.

export const tauri = ["--yes", "--package", "@tauri-apps/cli@2.12.5", "tauri"];
