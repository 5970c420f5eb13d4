// The checks find what they are for: each page in broken/ is wrong in one way, and is caught for it.

import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { axeProblems } from "./lib/axe.mjs";
import { launch } from "./lib/chromium.mjs";
import { keyboardProblems } from "./lib/keyboard.mjs";
import { overflowProblems } from "./lib/layout.mjs";
import { loadingProblems, weigh, weightProblems } from "./lib/loading.mjs";
import { otherMedia, rightToLeftProblems } from "./lib/media.mjs";
import { linkProblems, noScriptProblems, visibleTexts } from "./lib/noscript.mjs";
import { nuProblems } from "./lib/nu.mjs";
import { WORKERS } from "./lib/setup.mjs";
import { serve } from "./lib/server.mjs";
import { openView } from "./lib/view.mjs";

const FOLDER = join(import.meta.dirname, "broken");
const browser = await launch();
after(() => browser.close());

/** Every check by name: what it finds on the page of a name. */
const CHECKS = {
    axe: (name) => looked(name, ({ page }) => axeProblems(page)),
    overflow: (name) => looked(name, ({ page }) => overflowProblems(page)),
    "right to left": (name) => looked(name, ({ page }) => rightToLeftProblems(page)),
    quiet: (name) => looked(name, (view) => view.take()),
    print: (name) => looked(name, async (view) => (await otherMedia(view.page), view.take())),
    keyboard: (name) => opened({}, ({ page }, server) => keyboardProblems(page, server.url(`/${name}.html`))),
    loading: (name) => opened({}, ({ page }, server) => loadingProblems(page, server, `/${name}.html`)),
    "no scripts": async (name) => {
        const texts = await looked(name, ({ page }) => visibleTexts(page));
        return looked(name, ({ page }) => noScriptProblems(page, texts), { javaScriptEnabled: false });
    },
    links: (name) => looked(name, ({ page }, server) => linkProblems(page, server), { javaScriptEnabled: false }),
    html: (name) => nuProblems(join(FOLDER, `${name}.html`)),
};

/** Runs a check in a new window on a server of its own. */
async function opened(options, check) {
    const server = await serve(FOLDER);
    const view = await openView(browser, server.origin, options);
    try {
        return await check(view, server);
    } finally {
        await view.close();
        await server.close();
    }
}

/** The same, with the page loaded before. */
function looked(name, check, options = {}) {
    return opened(options, async (view, server) => {
        await view.page.goto(server.url(`/${name}.html`), { waitUntil: "load" });
        return check(view, server);
    });
}

/** Page, check, and what it must say. */
const FAULTS = [
    ["faint", "axe", /^axe color-contrast \(serious\): \.faint\n/],
    ["no-alt", "axe", /^axe image-alt \(critical\): img\n/],
    ["small-targets", "axe", /^axe target-size /],
    ["overflow", "overflow", /^scrolls sideways, 3\d\d\d px in 1440 px: main#main > p\.wide$/],
    ["clipped", "overflow", /^scrolls sideways, 3\d\d\d px in 1440 px/],
    ["right-to-left", "right to left", /^from right to left: scrolls sideways/],
    ["talkative", "quiet", /^console log: hello \(\/talkative\.js:1\)$/],
    ["script-error", "quiet", /^script error: on purpose$/],
    ["print-error", "print", /^console warning: on paper/],
    ["inline-style", "quiet", /^console error: .*Content Security Policy/],
    ["missing-file", "quiet", /^request failed: \/nowhere\.png \(404\)$/],
    ["remote", "quiet", /^console error: .*elsewhere\.invalid.*Content Security Policy/],
    ["shift", "loading", /^layout shift of 0\.\d+:\n {4}\w+/],
    ["late-fonts", "loading", /^no text before the fonts are there: h1 /],
    ["trap", "keyboard", /^keyboard: a trap, Tab leads back to button “In”/],
    ["no-skip-link", "keyboard", /^keyboard: Tab reaches a “a link” first/],
    ["unmarked", "keyboard", /^keyboard: a “A link” looks the same with the focus/],
    ["covered", "keyboard", /^keyboard: a “a link” has the focus and is covered by div\.cover/],
    ["wrong-order", "keyboard", /^keyboard: button “First” has a tabindex above 0$/],
    ["unreachable", "keyboard", /^keyboard: Tab never reaches button “Never”$/],
    ["stubborn", "keyboard", /^keyboard: Escape does not close div “It stays open\.”$/],
    ["needs-scripts", "no scripts", /^without scripts: this is missing: “Only for scripts\.”$/],
    ["needs-scripts", "no scripts", /^without scripts: this can be seen and cannot work: <button/],
    ["dead-links", "links", /^without scripts: a dead link, \/nowhere\/$/],
    ["dead-links", "links", /^without scripts: a dead link, \/clean\.html#nowhere$/],
    ["invalid", "html", /^HTML error: Duplicate ID/],
    ["invalid", "html", /^HTML warning: Section lacks heading/],
];

describe("what is wrong is found", WORKERS, () => {
    for (const [name, check, expected] of FAULTS) {
        test(`${name}: ${expected.source}`, async () => {
            const problems = await CHECKS[check](name);
            assert.ok(problems.some((problem) => expected.test(problem)), `found only: ${problems.join("\n") || "nothing"}`);
        });
    }

    test("a request to another host, where no policy forbids it", async () => {
        const server = await serve(FOLDER, "/", null);
        const view = await openView(browser, server.origin);
        await view.page.goto(server.url("/remote.html"), { waitUntil: "load" });
        const problems = view.take();
        await view.close();
        await server.close();
        assert.ok(problems.includes("request to another host: https://elsewhere.invalid/picture.png"), problems.join("\n"));
    });

    test("every byte of a page is weighed", async () => {
        const weight = await opened({}, ({ page }, server) => weigh(page, server.url("/talkative.html")));
        const size = (file) => statSync(join(FOLDER, file)).size;
        assert.equal(weight.html, size("talkative.html"));
        assert.equal(weight.css, size("broken.css"));
        assert.equal(weight.script, size("talkative.js"));
        const problems = weightProblems(weight, { total: 1000, script: 10 });
        assert.match(problems.join("\n"), /^too heavy: total is \d+ bytes, 1000 are allowed\ntoo heavy: script is /);
    });
});

describe("what is right is let pass", WORKERS, () => {
    for (const [check, find] of Object.entries(CHECKS)) {
        test(check, async () => assert.deepEqual(await find("clean"), []));
    }

    test("no page in the folder goes unused", () => {
        const used = new Set(["clean", ...FAULTS.map(([name]) => name)]);
        const there = readdirSync(FOLDER).filter((name) => name.endsWith(".html"));
        assert.deepEqual(there.filter((name) => !used.has(name.replace(".html", ""))), []);
    });
});
