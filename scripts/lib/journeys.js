// Which journeys there are.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.js";

/** The files of the journeys, all of them or those whose name holds one of the words. */
export function journeyFiles(words = []) {
  const folder = join(root, "journeys");
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".test.js"))
    .filter((name) => !words.length || words.some((word) => name.includes(word)));
  if (!files.length) throw new Error(`There is no journey called ${words.join(" or ")}`);
  return files.sort().map((name) => join(folder, name));
}
