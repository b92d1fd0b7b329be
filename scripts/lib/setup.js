// What every script that builds does first.

import { installNodeModules } from "./build.js";
import { ensurePackages, sayMissingFonts } from "./system.js";
import { checkVersions } from "./versions.js";

/**
 * Checks versions, then brings what the system and npm have to bring.
 * @param {string[]} purposes of `ensurePackages`
 */
export async function setUp(purposes, { rustTools } = {}) {
  checkVersions({ rustTools });
  await ensurePackages(purposes);
  if (purposes.includes("run")) sayMissingFonts();
  await installNodeModules();
}
