// Builds the demonstration site as the tests want it: node tests/browser/build.mjs OUT_DIR

import { resolve } from "node:path";
import { build } from "./lib/site.mjs";

try {
    build(resolve(process.argv[2]));
} catch (error) {
    console.error(error.message);
    process.exit(1);
}
