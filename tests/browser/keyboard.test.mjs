// Every kind of page by keyboard alone, on a wide and on a narrow screen.

import { describe, test } from "node:test";
import { keyboardProblems } from "./lib/keyboard.mjs";
import { Findings } from "./lib/report.mjs";
import { WORKERS, setUp } from "./lib/setup.mjs";
import { WINDOWS, openView } from "./lib/view.mjs";

const { server, browser, pages } = await setUp();

describe("every kind of page by keyboard alone", WORKERS, () => {
    for (const page of pages.filter(({ largest }) => largest)) {
        test(`${page.kind} ${page.path}`, async () => {
            const findings = new Findings();
            for (const window of WINDOWS.filter(({ width }) => width === 1440 || width === 390)) {
                const view = await openView(browser, server.origin, { viewport: window });
                findings.add(`${window.width}`, await keyboardProblems(view.page, server.url(page.path)));
                findings.add(`${window.width}`, view.take());
                await view.close();
            }
            findings.expectNone(page.path);
        });
    }
});
