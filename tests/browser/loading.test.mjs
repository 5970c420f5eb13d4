// How every kind of page arrives: text at once, nothing that moves, and not too much of it.

import { after, describe, test } from "node:test";
import { limitsOf, loadingProblems, movingProblems, weigh, weightProblems } from "./lib/loading.mjs";
import { Findings } from "./lib/report.mjs";
import { serve } from "./lib/server.mjs";
import { WORKERS, setUp } from "./lib/setup.mjs";
import { WINDOWS, openView } from "./lib/view.mjs";

const { folder, prefix, server, browser, pages } = await setUp();

// More at the same time than elsewhere, since most of it is waiting.
describe("every kind of page with slow fonts", { concurrency: 4 }, () => {
    for (const page of pages) {
        test(`${page.kind} ${page.path}`, async () => {
            const findings = new Findings();
            // A server of its own, since it holds the fonts back.
            const slow = await serve(folder, prefix);
            for (const window of WINDOWS.filter(({ width }) => width === 1440 || width === 390)) {
                const view = await openView(browser, slow.origin, { viewport: window });
                findings.add(`${window.width}`, await loadingProblems(view.page, slow, page.path));
                findings.add(`${window.width}`, view.take());
                await view.close();
            }
            await slow.close();
            findings.expectNone(page.path);
        });
    }
});

// A browser draws what has arrived: it may see a mark before the words that follow it.
describe("a masthead that arrives piece by piece", WORKERS, () => {
    for (const page of [pages.find(({ kind }) => kind === "home"), pages.find(({ kind }) => kind === "search")]) {
        for (const window of WINDOWS) {
            test(`${page.kind} at ${window.width}`, async () => {
                const findings = new Findings();
                const slow = await serve(folder, prefix);
                slow.dripMastheads();
                const view = await openView(browser, slow.origin, { viewport: window });
                findings.add("moves", await movingProblems(view.page, slow.url(page.path)));
                await view.close();
                await slow.close();
                findings.expectNone(page.path);
            });
        }
    }
});

const weights = [];

describe("the weight of every kind of page", WORKERS, () => {
    for (const page of pages.filter(({ largest }) => largest)) {
        test(`${page.kind} ${page.path}`, async () => {
            const findings = new Findings();
            const view = await openView(browser, server.origin);
            const weight = await weigh(view.page, server.url(page.path));
            weights.push({ kind: page.kind, ...weight });
            findings.add("first view", weightProblems(weight, limitsOf(page.kind)));
            await view.close();
            findings.expectNone(page.path);
        });
    }

    after(() => {
        console.log("\nBytes of a first view, before compression");
        console.table(Object.fromEntries(weights.sort((a, b) => b.total - a.total).map(({ kind, ...rest }) => [kind, rest])));
    });
});
