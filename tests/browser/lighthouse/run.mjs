// Lighthouse scores of an article, a leader and a summit page, as on a phone; run by hand.
//
//     npm ci            (once, in this folder; and once in the folder above)
//     node tests/browser/lighthouse/run.mjs [--desktop] [PATH…]
//
// Takes CHROMIUM, SUMMITRY and SITE from the environment like scripts/browser-tests.
// All that scores less than 100 is listed below the table.

import { parseArgs } from "node:util";
import * as chromeLauncher from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";
import { QUIET, chromiumPath } from "../lib/chromium.mjs";
import { serve } from "../lib/server.mjs";
import { builtSite, pagesOf, prefixOf, samples } from "../lib/site.mjs";

const KINDS = ["article", "leader", "summit"];

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { desktop: { type: "boolean", default: false } },
});

const folder = builtSite();
const prefix = prefixOf(folder);
const chosen = samples(pagesOf(folder, prefix)).filter(({ kind, largest }) => largest && KINDS.includes(kind));
const paths = positionals.length > 0 ? positionals : chosen.map(({ path }) => path);

const server = await serve(folder, prefix);
const chrome = await chromeLauncher.launch({ chromePath: chromiumPath(), chromeFlags: ["--headless", ...QUIET] });
const scores = {};
const faults = [];
try {
    for (const path of paths) {
        const config = values.desktop ? desktopConfig : undefined;
        const { lhr } = await lighthouse(server.url(path), { port: chrome.port, logLevel: "error" }, config);
        scores[path] = Object.fromEntries(
            Object.values(lhr.categories).map(({ title, score }) => [title, Math.round(score * 100)]),
        );
        for (const { title, auditRefs } of Object.values(lhr.categories)) {
            for (const { id, weight } of auditRefs) {
                const audit = lhr.audits[id];
                if (weight === 0 || audit.score === null || audit.score >= 0.9) continue;
                const shown = audit.displayValue ? `, ${audit.displayValue}` : "";
                faults.push(`${path}: ${title}: ${audit.title} (${id}${shown})`);
            }
        }
    }
} finally {
    chrome.kill();
    await server.close();
}
console.table(scores);
for (const fault of faults) console.log(fault);
