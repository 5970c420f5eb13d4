// Every kind of page in every window and both schemes: nothing for axe to find, nothing to scroll
// sideways, nothing in the console, nothing from elsewhere.

import { describe, test } from "node:test";
import { axeProblems } from "./lib/axe.mjs";
import { overflowProblems } from "./lib/layout.mjs";
import { otherMedia, rightToLeftProblems } from "./lib/media.mjs";
import { Findings } from "./lib/report.mjs";
import { WORKERS, setUp } from "./lib/setup.mjs";
import { SCHEMES, WINDOWS, openView } from "./lib/view.mjs";

const { server, browser, pages } = await setUp();

/** axe takes its time: each page in the two windows people have most, each kind once in the others. */
const axeLooks = ({ width }, colorScheme, page) =>
    width === 1440 || width === 390 || (page.largest && colorScheme === "light");

describe("every kind of page in every window", WORKERS, () => {
    for (const page of pages) {
        test(`${page.kind} ${page.path}`, async () => {
            const findings = new Findings();
            for (const colorScheme of SCHEMES) {
                const view = await openView(browser, server.origin, { colorScheme });
                for (const window of WINDOWS) {
                    const where = `${window.width} ${colorScheme}`;
                    await view.page.setViewportSize(window);
                    await view.page.goto(server.url(page.path), { waitUntil: "load" });
                    findings.add(where, await overflowProblems(view.page));
                    findings.add(where, view.take());
                    if (axeLooks(window, colorScheme, page)) findings.add(where, await axeProblems(view.page));
                }
                await view.close();
            }
            findings.expectNone(page.path);
        });
    }
});

describe("every kind of page from right to left, in forced colours and on paper", WORKERS, () => {
    for (const page of pages) {
        test(`${page.kind} ${page.path}`, async () => {
            const findings = new Findings();
            const view = await openView(browser, server.origin);
            for (const window of WINDOWS.filter(({ width }) => width === 1440 || width === 390)) {
                await view.page.setViewportSize(window);
                await view.page.goto(server.url(page.path), { waitUntil: "load" });
                findings.add(`${window.width}`, await rightToLeftProblems(view.page));
            }
            await view.page.goto(server.url(page.path), { waitUntil: "load" });
            view.take();
            await otherMedia(view.page);
            findings.add("forced colours or print", view.take());
            await view.close();
            findings.expectNone(page.path);
        });
    }
});
