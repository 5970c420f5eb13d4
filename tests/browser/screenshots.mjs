// Pictures of each kind of page, for people to look at.
//
//     node tests/browser/screenshots.mjs OUT_DIR [KIND…] [--site DIR] [--prefix /record/] [--full]
//         [--small] [--widths 1440,768,390] [--schemes light,dark] [--path /record/leaders/x/]…
//
// --site    take this built folder instead of building the demonstration site
// --prefix  where the folder is published; by default its front page says so
// --full    the whole page instead of the first screen
// --small   the smallest page of each kind as well, not only the largest
// --path    these pages instead of the largest of each kind

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch } from "./lib/chromium.mjs";
import { serve } from "./lib/server.mjs";
import { builtSite, pagesOf, prefixOf, samples } from "./lib/site.mjs";

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        site: { type: "string" },
        prefix: { type: "string" },
        full: { type: "boolean", default: false },
        small: { type: "boolean", default: false },
        widths: { type: "string", default: "1440,768,390" },
        schemes: { type: "string", default: "light,dark" },
        path: { type: "string", multiple: true },
    },
});
const [out, ...kinds] = positionals;
if (!out) {
    console.error("usage: node tests/browser/screenshots.mjs OUT_DIR [KIND…] [--site DIR] [--full] …");
    process.exit(2);
}

const folder = values.site ?? builtSite();
const prefix = values.prefix ?? prefixOf(folder);
const all = pagesOf(folder, prefix);
const known = new Set(all.map((page) => page.kind));
for (const kind of kinds) {
    if (!known.has(kind)) {
        console.error(`no page is a ${kind}; there are: ${[...known].sort().join(", ")}`);
        process.exit(2);
    }
}
const chosen = values.path
    ? all.filter((page) => values.path.includes(page.path))
    : samples(all).filter(
          (page) => (values.small || page.largest) && (kinds.length === 0 || kinds.includes(page.kind)),
      );

mkdirSync(out, { recursive: true });
const server = await serve(folder, prefix);
const browser = await launch();
try {
    for (const colorScheme of values.schemes.split(",")) {
        for (const width of values.widths.split(",").map(Number)) {
            const height = width < 600 ? 844 : width < 1000 ? 1024 : 900;
            const context = await browser.newContext({ viewport: { width, height }, colorScheme });
            const view = await context.newPage();
            for (const page of chosen) {
                await view.goto(server.url(page.path), { waitUntil: "load" });
                await view.evaluate(() => document.fonts.ready.then(() => undefined));
                const slug = page.path.slice(prefix.length).replace(/\/$/, "").replaceAll("/", "-");
                const part = values.path || values.small ? `-${slug || "front"}` : "";
                const path = join(out, `${page.kind}${part}-${width}-${colorScheme}.png`);
                await view.screenshot({ path, fullPage: values.full });
                console.log(path);
            }
            await context.close();
        }
    }
} finally {
    await browser.close();
    await server.close();
}
