// What every test file of the site starts with.

import { after } from "node:test";
import { launch } from "./chromium.mjs";
import { serve } from "./server.mjs";
import { builtSite, pagesOf, prefixOf, samples } from "./site.mjs";

/** How many pages are looked at at the same time. */
export const WORKERS = { concurrency: 2 };

/** The built site behind a server, a browser, and the pages that stand for all; closed by itself. */
export async function setUp() {
    const folder = builtSite();
    const prefix = prefixOf(folder);
    const [server, browser] = [await serve(folder, prefix), await launch()];
    after(async () => {
        await browser.close();
        await server.close();
    });
    return { folder, prefix, server, browser, pages: samples(pagesOf(folder, prefix)) };
}
