// Every kind of page with scripts off: all text, all links, no dead controls, on any screen.

import { describe, test } from "node:test";
import { overflowProblems } from "./lib/layout.mjs";
import { linkProblems, noScriptProblems, visibleTexts } from "./lib/noscript.mjs";
import { Findings } from "./lib/report.mjs";
import { WORKERS, setUp } from "./lib/setup.mjs";
import { WINDOWS, openView } from "./lib/view.mjs";

const { server, browser, pages } = await setUp();

describe("every kind of page with scripts off", WORKERS, () => {
    for (const page of pages) {
        test(`${page.kind} ${page.path}`, async () => {
            const findings = new Findings();
            const url = server.url(page.path);
            const [on, off] = await Promise.all([
                openView(browser, server.origin),
                openView(browser, server.origin, { javaScriptEnabled: false }),
            ]);
            for (const view of [on, off]) await view.page.goto(url, { waitUntil: "load" });
            for (const window of WINDOWS) {
                for (const view of [on, off]) await view.page.setViewportSize(window);
                const where = `${window.width}`;
                findings.add(where, await overflowProblems(off.page));
                findings.add(where, await noScriptProblems(off.page, await visibleTexts(on.page)));
            }
            findings.add("any", await linkProblems(off.page, server));
            findings.add("any", off.take());
            await Promise.all([on.close(), off.close()]);
            findings.expectNone(page.path);
        });
    }
});
