// The live preview in the browser, against a server that the test holds in its hand.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { axeProblems } from "../lib/axe.mjs";
import { launch } from "../lib/chromium.mjs";
import { builtSite, pagesOf, prefixOf, samples } from "../lib/site.mjs";
import { openView } from "../lib/view.mjs";
import { fault, startPreview, themeScript } from "./mock.mjs";

const browser = await launch();
after(() => browser.close());

const WORKERS = { concurrency: 2 };
/** A folder for pictures of all that is shown. */
const { SHOTS } = process.env;
const STYLE = "body{font:18px/1.5 serif;margin:0 2rem 40rem}";

const LABELS = 'data-label-system="System" data-label-light="Light" data-label-dark="Dark"';
const TOGGLE = `<button type="button" data-theme-toggle ${LABELS}>System</button>`;

/** A page of an article, with as many paragraphs as are given. */
const pageOf = (paragraphs, { title = "Busan", base = "/x/", more = "" } = {}) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${title}">
<script src="${base}early.js"></script>
<link rel="stylesheet" href="${base}style.css">
<link rel="icon" href="${base}icon.svg">
<script src="${base}chancery.js" defer></script>
<script type="application/ld+json">{"headline":"${title}"}</script>
</head>
<body class="page-article">
<a class="skip" href="#main">Skip</a>
<header>${TOGGLE}</header>
<main id="main" tabindex="-1">
<h1>${title}</h1>
<p>With <a class="person" href="${base}leaders/xi/">Xi Jinping</a>.</p>
<details><summary>More</summary><p>The note.</p></details>
<p><label>Words <input name="words"></label></p>
${paragraphs.map((text, at) => `<p id="p${at}">${text}</p>`).join("\n")}
${more}
</main>
<footer><p>The end</p></footer>
</body>
</html>`;

const table = (rows) => `<form data-filter="tracker">
<select name="status"><option value="">All<option value="kept">Kept<option value="open">Open</select>
<output data-some="{shown} of {total}"></output>
</form>
<table id="tracker">
<thead><tr><th><button type="button" data-sort="amount" data-sort-type="number" disabled>Amount</button></th></tr></thead>
<tbody>${rows.map((row) => `<tr data-status="${row}"><td>${row}</td></tr>`).join("\n")}</tbody>
</table>`;

const words = (count) => Array.from({ length: count }, (_, at) => `Paragraph ${at}: they met and spoke. `.repeat(8));

const siteOf = (more) => ({
    "": pageOf(["The front page."], { title: "Front" }),
    "articles/busan/": pageOf(words(30)),
    "style.css": STYLE,
    "icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "early.js": themeScript("early.js"),
    "chancery.js": themeScript("chancery.js"),
    "tracker.js": themeScript("tracker.js"),
    ...more,
});

const unexpected = (view, patterns) => view.take().filter((problem) => !patterns.some((pattern) => pattern.test(problem)));

/** Opens a page of a preview and hands both over; the console must say nothing but what is `expected`. */
async function previewed(act, settings = {}) {
    const { files = siteOf(), path = "articles/busan/", options = {}, expected = [] } = settings;
    const preview = await startPreview(files, settings);
    const view = await openView(browser, preview.origin, options);
    view.page.setDefaultTimeout(10_000);
    try {
        await view.page.goto(preview.url(path), { waitUntil: "load" });
        await ready(view.page);
        await act(view.page, preview, view);
        assert.deepEqual(unexpected(view, expected), []);
    } finally {
        await view.close();
        await preview.close();
    }
}

/** Until the badge is there and the page as it was sent is known; marks the page so that a reload is seen. */
async function ready(page) {
    await page.locator("summitry-preview .badge").waitFor();
    await page.waitForLoadState("networkidle", { timeout: 600 }).catch(() => {});
    await page.evaluate(() => (window.isUntouched = true));
}

const isUntouched = (page) => page.evaluate(() => window.isUntouched === true);
const shows = (page, text) => page.getByText(text).first().waitFor();
const reloaded = (page) =>
    page.waitForFunction(() => window.isUntouched === undefined && document.querySelector("summitry-preview"));
const MISSING = [/\((404|503)\)/, /status of (404|503)/];
const REFUSED = [/ERR_CONNECTION_REFUSED/, /ERR_INCOMPLETE_CHUNKED/, /ERR_EMPTY_RESPONSE/, /ERR_CONNECTION_RESET/];

describe("a patch", WORKERS, () => {
    test("changes the paragraph and nothing else: scroll, focus, open details, values and selection stay", () =>
        previewed(async (page, preview) => {
            await page.locator("summary").click();
            await page.locator("input").fill("half a thought");
            await page.evaluate(() => {
                scrollTo(0, 900);
                document.querySelector("input").focus({ preventScroll: true });
                getSelection().selectAllChildren(document.querySelector("#p12"));
                window.seen = [];
                const note = ({ type, target }) => window.seen.push(`${type} ${target.parentNode?.id ?? ""}`);
                const observer = new MutationObserver((records) => records.forEach(note));
                const everything = { subtree: true, childList: true, characterData: true, attributes: true };
                observer.observe(document.body, everything);
                document.addEventListener("summitry:patched", ({ detail }) => (window.patched = detail.nodes.length));
            });
            const before = await page.evaluate(() => scrollY);
            const text = words(30);
            text[14] = "They met in Gyeongju.";
            preview.publish({ "articles/busan/": pageOf(text) }, { changed: ["articles/busan/article.md"] });
            await shows(page, "They met in Gyeongju.");
            assert.deepEqual(
                await page.evaluate(() => ({
                    untouched: window.isUntouched,
                    scroll: scrollY,
                    focus: document.activeElement.localName,
                    open: document.querySelector("details").open,
                    value: document.querySelector("input").value,
                    selection: getSelection().toString().slice(0, 12),
                    seen: window.seen,
                    patched: window.patched,
                })),
                {
                    untouched: true,
                    scroll: before,
                    focus: "input",
                    open: true,
                    value: "half a thought",
                    selection: "Paragraph 12",
                    seen: ["characterData p14"],
                    patched: 1,
                },
            );
            await page.waitForFunction(() => document.getAnimations().length === 0);
            const left = await page.evaluate(() => document.querySelector("#p14").outerHTML);
            assert.equal(left, '<p id="p14">They met in Gyeongju.</p>');
        }));

    for (const anchored of [true, false]) {
        test(`above the window leaves what one reads in its place${anchored ? "" : ", in a browser without scroll anchoring"}`, () =>
            previewed(
                async (page, preview) => {
                    if (!anchored) {
                        await page.evaluate(() => {
                            const { supports } = CSS;
                            CSS.supports = (name, ...rest) => name !== "overflow-anchor" && supports.call(CSS, name, ...rest);
                            document.adoptedStyleSheets = [new CSSStyleSheet()];
                            document.adoptedStyleSheets[0].replaceSync("html{overflow-anchor:none}");
                        });
                    }
                    await page.evaluate(() => document.querySelector("#p20").scrollIntoView({ block: "center" }));
                    // Two frames: the browser takes its anchor when it has painted.
                    const top = () =>
                        page.evaluate(async () => {
                            for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
                            return Math.round(document.querySelector("#p20").getBoundingClientRect().top);
                        });
                    const before = await top();
                    const above = `<p class="new">${"New above. ".repeat(200)}</p>\n`;
                    const inserted = pageOf(words(30)).replace('<p id="p0">', `${above}<p id="p0">`);
                    preview.publish({ "articles/busan/": inserted });
                    await page.locator(".new").waitFor({ state: "attached" });
                    assert.ok((await page.evaluate(() => document.querySelector(".new").offsetHeight)) > 100);
                    assert.ok(Math.abs((await top()) - before) <= 1, `${before} and ${await top()}`);
                    assert.ok(await isUntouched(page));
                },
            ));
    }

    test("leaves alone what scripts put in, moved and marked", () =>
        previewed(async (page, preview) => {
            await page.getByRole("button", { name: "System" }).click();
            await page.evaluate(() => {
                const paragraph = (id, textContent) => Object.assign(document.createElement("p"), { id, textContent });
                document.querySelector("main").prepend(paragraph("toc", "Contents"));
                document.querySelector("#p3").after(paragraph("aside", "Aside"));
                document.querySelector("#p5").setAttribute("aria-describedby", "toc");
            });
            const text = words(30);
            text[4] = "Fourth, changed.";
            preview.publish({ "articles/busan/": pageOf(text, { title: "Busan again" }) });
            await shows(page, "Fourth, changed.");
            assert.deepEqual(
                await page.evaluate(() => ({
                    untouched: window.isUntouched,
                    title: document.title,
                    description: document.querySelector("[name=description]").content,
                    head: document.querySelector("h1").textContent,
                    toc: document.querySelector("main").firstChild.id,
                    aside: document.querySelector("#aside").textContent,
                    marked: document.querySelector("#p5").getAttribute("aria-describedby"),
                    theme: document.documentElement.dataset.theme,
                    scripted: document.documentElement.className,
                    card: Boolean(document.querySelector("#person-card")),
                    button: document.querySelector("[data-theme-toggle]").textContent,
                })),
                {
                    untouched: true,
                    title: "Busan again",
                    description: "Busan again",
                    head: "Busan again",
                    toc: "toc",
                    aside: "Aside",
                    marked: "toc",
                    theme: "light",
                    scripted: "js",
                    card: true,
                    button: "Light",
                },
            );
        }));

    test("gives way to a reload where a script changed the very node, and keeps the scroll", () =>
        previewed(async (page, preview) => {
            await page.evaluate(() => {
                document.querySelector("#p9").textContent = "By a script.";
                scrollTo(0, 700);
            });
            const text = words(30);
            text[9] = "Ninth, changed.";
            preview.publish({ "articles/busan/": pageOf(text) });
            await reloaded(page);
            await shows(page, "Ninth, changed.");
            await page.waitForFunction(() => Math.abs(scrollY - 700) < 3);
        }));

    test("of a table that a script sorts is a reload, and the filter in the address is kept", () => {
        const tracker = (rows) => pageOf(["Tracker"], { more: `${table(rows)}<script src="/x/tracker.js"></script>` });
        return previewed(
            async (page, preview) => {
                await page.locator("select").selectOption("kept");
                assert.match(page.url(), /status=kept/);
                preview.publish({ "commitments/": tracker(["kept", "open", "kept"]) });
                await reloaded(page);
                await page.waitForFunction(() => document.querySelector("output").textContent === "2 of 3");
                assert.match(page.url(), /status=kept/);
                assert.equal(await page.locator("tbody tr:visible").count(), 2);
            },
            { files: siteOf({ "commitments/": tracker(["kept", "open"]) }), path: "commitments/" },
        );
    });

    test("is a reload where a script came or its file changed", () =>
        previewed(async (page, preview) => {
            preview.publish({ "articles/busan/": pageOf(words(30), { more: '<script src="/x/tracker.js"></script>' }) });
            await reloaded(page);
            await ready(page);
            preview.publish({ "tracker.js": "window.isNew = true;" }, { changed: ["themes/own/static/tracker.js"] });
            await page.waitForFunction(() => window.isNew);
        }));

    test("moves, adds and takes away whole sections", () =>
        previewed(async (page, preview) => {
            const section = (name) => `<section id="${name}"><h2>${name}</h2><p>About ${name}.</p></section>`;
            for (const names of ["abcd", "dabc", "aec", "", "cb", "bcf"]) {
                const sections = [...names].map(section).join("\n");
                preview.publish({ "articles/busan/": pageOf(["Start"], { more: sections }) });
                await page.waitForFunction(
                    (names) => [...document.querySelectorAll("section")].map(({ id }) => id).join("") === names,
                    names,
                );
            }
            assert.ok(await isUntouched(page));
            const [live, fresh] = await page.evaluate(async () => {
                const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
                return [document, page].map((each) => each.querySelector("main").outerHTML);
            });
            assert.equal(live, fresh);
        }));

    test("makes of any page any other one", () => {
        // The same numbers on every run.
        let seed = 5;
        const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
        const NAMES = ["p", "div", "section", "em", "ul"];
        const grow = (depth) => {
            if (depth === 0 || random(4) === 0) return ["text", " ", "other", "\n"][random(4)];
            const name = NAMES[random(NAMES.length)];
            const attributes = ["", ` class="c${random(3)}"`, ` id="i${random(9)}"`, ` title="t${random(3)}"`][random(4)];
            return { name, attributes, children: Array.from({ length: random(5) }, () => grow(depth - 1)) };
        };
        const mutate = (node) => {
            const { children } = node;
            const at = random(children.length + 1);
            const deep = children.filter((child) => child.name);
            if (deep.length > 0 && random(3) > 0) mutate(deep[random(deep.length)]);
            else if (random(3) === 0) children.splice(at, 1);
            else if (random(3) === 0) children.splice(at, 0, ...children.splice(random(children.length + 1), 2));
            else if (random(3) === 0) node.attributes = ` class="c${random(3)}"`;
            else children.splice(at, random(2), grow(3));
        };
        const write = (node) => {
            if (!node.name) return node;
            return `<${node.name}${node.attributes}>${node.children.map(write).join("")}</${node.name}>`;
        };
        const root = { name: "div", attributes: "", children: Array.from({ length: 6 }, () => grow(4)) };
        const html = () => pageOf(["Start"], { more: write(root) });
        return previewed(
            async (page, preview) => {
                for (let turn = 0; turn < 150; turn += 1) {
                    for (let change = random(4); change >= 0; change -= 1) mutate(root);
                    preview.publish({ "articles/busan/": html() }, { ms: 1000 + turn });
                    const [live, fresh] = await page.evaluate(async (badge) => {
                        const moment = () => new Promise((done) => setTimeout(done, 5));
                        const { shadowRoot } = document.querySelector("summitry-preview");
                        while (!shadowRoot.querySelector(".badge").textContent.startsWith(badge)) await moment();
                        const text = await (await fetch(location.href)).text();
                        const page = new DOMParser().parseFromString(text, "text/html");
                        const main = (page) => page.querySelector("main").outerHTML;
                        for (let wait = 0; wait < 100 && main(document) !== main(page); wait += 1) await moment();
                        return [main(document), main(page)];
                    }, `${1000 + turn} ms`);
                    assert.equal(live, fresh, `after change ${turn}`);
                }
                assert.ok(await isUntouched(page));
            },
            { files: siteOf({ "articles/busan/": html() }) },
        );
    });

    test("of many saves at once ends with the last", () =>
        previewed(async (page, preview) => {
            for (let turn = 0; turn < 30; turn += 1) {
                preview.publish({ "articles/busan/": pageOf([...words(30), `Save ${turn}.`]) });
                await new Promise((next) => setTimeout(next, turn % 3));
            }
            await shows(page, "Save 29.");
            assert.ok(await isUntouched(page));
        }));
});

describe("a stylesheet", WORKERS, () => {
    test("is swapped in place, without loading anything else", () =>
        previewed(async (page, preview) => {
            const before = preview.requests.length;
            const news = { styles: ["/x/style.css"], changed: ["themes/own/static/style.css"] };
            preview.publish({ "style.css": `${STYLE}p{color:rgb(1, 2, 3)}` }, news);
            await page.waitForFunction(() => getComputedStyle(document.querySelector("#p1")).color === "rgb(1, 2, 3)");
            await page.waitForFunction(() => document.querySelectorAll("link[rel=stylesheet]").length === 1);
            assert.ok(await isUntouched(page));
            assert.deepEqual(preview.requests.slice(before), ["/x/style.css"]);
            // And the page is patched as before.
            preview.publish({ "articles/busan/": pageOf(["Short now."]) });
            await shows(page, "Short now.");
            assert.ok(await isUntouched(page));
        }));

    test("is renewed as well where the news of it were missed", () =>
        previewed(async (page, preview) => {
            preview.publishUnheard({ "style.css": `${STYLE}p{color:rgb(1, 2, 3)}` }, { styles: ["/x/style.css"] });
            preview.publish({}, {});
            await page.waitForFunction(() => getComputedStyle(document.querySelector("#p1")).color === "rgb(1, 2, 3)");
        }));

    test("that did not change, with no content that changed, makes nothing but a new badge", () =>
        previewed(async (page, preview) => {
            const before = preview.requests.length;
            preview.publish({}, { ms: 77 });
            await page.getByRole("button", { name: "77 ms" }).waitFor();
            assert.equal(preview.requests.length, before);
        }));
});

describe("a page", WORKERS, () => {
    test("that is gone says so, and is there again when it comes back", () =>
        previewed(
            async (page, preview) => {
                preview.publish({ "articles/busan/": undefined }, { changed: ["articles/busan/article.md"] });
                await shows(page, "This page is gone.");
                await shows(page, "articles/busan/article.md no longer makes a page");
                assert.equal(await page.getByRole("link", { name: "Front page" }).getAttribute("href"), "/x/");
                assert.ok(await page.locator("#p3").isVisible());
                const text = words(30);
                text[2] = "Back again.";
                preview.publish({ "articles/busan/": pageOf(text) });
                await shows(page, "Back again.");
                await page.getByText("This page is gone.").waitFor({ state: "hidden" });
                assert.ok(await isUntouched(page));
            },
            { expected: MISSING },
        ));

    test("that moved is followed with query and hash, twice in a row as well", () =>
        previewed(
            async (page, preview) => {
                await page.evaluate(() => history.replaceState(null, "", "?a=1#p3"));
                preview.publish(
                    { "articles/busan/": undefined, "articles/gyeongju/": pageOf(words(30)) },
                    { moved: { "/x/articles/busan/": "/x/articles/gyeongju/" } },
                );
                await page.waitForURL(preview.url("articles/gyeongju/?a=1#p3"));
                await ready(page);
                preview.publishUnheard({ "articles/gyeongju/": undefined, "articles/apec/": pageOf(words(30)) });
                preview.publish(
                    { "articles/apec/": undefined, "articles/korea/": pageOf(words(30)) },
                    {
                        moved: {
                            "/x/articles/gyeongju/": "/x/articles/apec/",
                            "/x/articles/apec/": "/x/articles/korea/",
                        },
                    },
                );
                await page.waitForURL(preview.url("articles/korea/?a=1#p3"));
            },
            { expected: MISSING },
        ));

    test("that never was becomes one when it is written", () =>
        previewed(
            async (page, preview) => {
                await shows(page, "Nothing here");
                preview.publish({ "articles/new/": pageOf(["Written."]) });
                await shows(page, "Written.");
            },
            { path: "articles/new/", expected: MISSING },
        ));

    test("is followed where the whole site moved to another base path", () =>
        previewed(async (page, preview) => {
            await page.evaluate(() => history.replaceState(null, "", "?a=1#p3"));
            preview.publish({ "articles/busan/": pageOf(words(30), { base: "/y/" }) }, { base: "/y/" });
            await page.waitForURL(`${preview.origin}/y/articles/busan/?a=1#p3`);
            await ready(page);
        }));

    test("whose source was saved is followed by the tab that is seen, and by no other", () =>
        previewed(async (page, preview) => {
            const hidden = await page.context().newPage();
            await hidden.addInitScript(() => {
                Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
            });
            await hidden.goto(preview.url("articles/busan/"));
            await ready(hidden);
            preview.publish({ "": pageOf(["Saved."], { title: "Front" }) }, { follow: "/x/" });
            await page.waitForURL(preview.url(""));
            await shows(page, "Saved.");
            await new Promise((done) => setTimeout(done, 500));
            assert.equal(hidden.url(), preview.url("articles/busan/"));
            preview.publish({ "articles/busan/": pageOf(["Seen later."]) });
            await shows(hidden, "Seen later.");
            // Where one went afterwards one stays.
            await page.goto(preview.url("articles/busan/"));
            await ready(page);
            assert.equal(page.url(), preview.url("articles/busan/"));
        }));
});

describe("errors", WORKERS, () => {
    const broken = { ok: false, errors: [fault()], warnings: [fault({ message: "No source", line: 31 })], content: false };

    test("lie over the page, are hidden until the next save, and go when mended", () =>
        previewed(async (page, preview) => {
            await page.locator("input").focus();
            preview.publish({}, broken);
            const overlay = page.getByRole("alertdialog", { name: "No leader has the id “xi-jingping”" });
            await overlay.waitFor();
            for (const text of [
                "Build stopped: 1 error, 1 warning",
                "site/summits/busan-2025.md, line 7, column 25. Error unresolved-reference.",
                "the last good build, from 14:02:11",
                "1 warning: No source",
            ]) {
                await shows(page, text);
            }
            assert.equal(await page.locator("mark").textContent(), '"xi-jingping"');
            const mark = await page.locator("mark").boundingBox();
            const caret = await page.locator(".caret").boundingBox();
            assert.ok(Math.abs(mark.x - caret.x) < 1.5, "the carets begin below the mark");
            assert.ok(Math.abs(mark.width - caret.width) < 1.5, "the carets end below the mark");
            await page.keyboard.press("Tab");
            assert.equal(await page.evaluate(() => document.activeElement.localName), "summitry-preview");
            await page.keyboard.press("Escape");
            await overlay.waitFor({ state: "hidden" });
            assert.equal(await page.evaluate(() => document.activeElement.localName), "input");
            await page.getByRole("button", { name: "1 error · 1 warning" }).click();
            await overlay.waitFor();
            await page.getByRole("button", { name: "Hide until the next save" }).click();
            await overlay.waitFor({ state: "hidden" });
            preview.publish({}, { ...broken, errors: [fault(), fault({ message: "Another one" })] });
            await shows(page, "Another one");
            const text = words(30);
            text[1] = "Mended.";
            preview.publish({ "articles/busan/": pageOf(text) });
            await shows(page, "Mended.");
            await page.getByRole("alertdialog").waitFor({ state: "hidden" });
            assert.ok(await isUntouched(page));
            assert.equal(await page.evaluate(() => document.querySelectorAll("[inert], [aria-hidden]").length), 0);
        }));

    test("can be copied as text", () =>
        previewed(
            async (page, preview) => {
                preview.publish({}, broken);
                await page.getByRole("button", { name: "Copy error text" }).click();
                await page.getByRole("button", { name: "Copied" }).waitFor();
                const text = await page.evaluate(() => navigator.clipboard.readText());
                const lines = text.split("\n");
                assert.equal(lines[0], "error[unresolved-reference]: No leader has the id “xi-jingping”");
                assert.equal(lines[1], " --> site/summits/busan-2025.md:7:25");
                assert.equal(lines[4], '    7 | participants = ["trump", "xi-jingping"]');
                assert.equal(lines[5], "      |                          ^^^^^^^^^^^^^");
            },
            { options: { permissions: ["clipboard-read", "clipboard-write"] } },
        ));

    test("at the very start are the whole page, and the site comes when they are mended", () =>
        previewed(
            async (page, preview) => {
                await page.getByRole("alertdialog").waitFor();
                assert.equal(await page.getByRole("button", { name: /Hide/ }).count(), 0);
                await page.keyboard.press("Escape");
                await page.keyboard.press("Escape");
                assert.ok(await page.getByRole("alertdialog").isVisible());
                preview.publish(siteOf());
                await shows(page, "With");
                await ready(page);
                assert.equal(await page.getByRole("alertdialog").count(), 0);
            },
            { files: null, news: { ...broken, built: "" }, expected: MISSING },
        ));

    test("are text, whatever they hold", () =>
        previewed(async (page, preview) => {
            const hostile = '<img src=x onerror="window.isHacked=1"><script>window.isHacked=1</script>';
            const all = fault({
                code: hostile, message: hostile, file: hostile, help: `${hostile}\`${hostile}\``,
                excerpt: [{ line: 1, text: hostile, mark: [0, 400] }],
                related: [{ file: hostile, line: 3, message: hostile }],
            });
            const news = { changed: [hostile, "javascript:alert(1)"], warnings: [all] };
            preview.publish({}, { ...news, ok: false, errors: [all] });
            await page.getByRole("alertdialog").waitFor();
            const isText = () =>
                page.evaluate(() => {
                    const { shadowRoot } = document.querySelector("summitry-preview");
                    return shadowRoot.querySelector("img, script") === null && !window.isHacked;
                });
            assert.ok(await isText());
            preview.publish({}, news);
            await page.locator(".badge").click();
            await page.locator(".list").waitFor();
            assert.ok(await isText());
        }));
});

describe("the connection", WORKERS, () => {
    test("is one for twelve tabs, which all update; the next takes over when a tab closes", () =>
        previewed(async (first, preview) => {
            const tabs = [first];
            while (tabs.length < 12) {
                const tab = await first.context().newPage();
                await tab.goto(preview.url("articles/busan/"));
                await ready(tab);
                tabs.push(tab);
            }
            assert.equal(preview.streams.size, 1);
            preview.publish({ "articles/busan/": pageOf(["For all."]) });
            await Promise.all(tabs.map((tab) => shows(tab, "For all.")));
            await first.close();
            await tabs[1].waitForFunction(() => true);
            while (preview.streams.size !== 1) await new Promise((next) => setTimeout(next, 20));
            preview.publish({ "articles/busan/": pageOf(["For the rest."]) });
            await Promise.all(tabs.slice(1).map((tab) => shows(tab, "For the rest.")));
            for (const tab of tabs.slice(1)) assert.ok(await isUntouched(tab));
        }));

    test("of a browser without locks is kept by the tab that is seen", () =>
        previewed(
            async (_, preview) => {
                const context = await browser.newContext();
                await context.addInitScript(() => {
                    Object.defineProperty(navigator, "locks", { value: undefined });
                    window.see = "visible";
                    Object.defineProperty(document, "visibilityState", { get: () => window.see });
                });
                const page = await context.newPage();
                await page.goto(preview.url("articles/busan/"));
                await ready(page);
                assert.equal(preview.streams.size, 2);
                const turn = (see) =>
                    page.evaluate((see) => {
                        window.see = see;
                        document.dispatchEvent(new Event("visibilitychange"));
                    }, see);
                await turn("hidden");
                while (preview.streams.size !== 1) await new Promise((next) => setTimeout(next, 20));
                preview.publish({ "articles/busan/": pageOf(["While away."]) });
                await turn("visible");
                await shows(page, "While away.");
                await context.close();
            },
        ));

    test("brings what was missed while hidden", () =>
        previewed(async (page, preview) => {
            preview.publishUnheard({ "articles/busan/": pageOf(["First."]) });
            preview.publishUnheard({ "articles/busan/": pageOf(["Second."]) }, { content: false });
            await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
            await shows(page, "Second.");
        }));

    test("comes back by itself when the server was started again", () =>
        previewed(
            async (page, preview) => {
                await preview.close();
                await page.getByRole("button", { name: "Preview stopped" }).waitFor();
                const files = siteOf({ "articles/busan/": pageOf(["After the break."]) });
                const next = await startPreview(files, { port: preview.port, run: "b" });
                await shows(page, "After the break.");
                await page.getByRole("button", { name: "34 ms" }).waitFor();
                await next.close();
            },
            { expected: REFUSED },
        ));

    test("is there again for a page that one went back to", () =>
        previewed(async (page, preview) => {
            await page.goto(preview.url(""));
            preview.publish({ "articles/busan/": pageOf(["New in between."]) });
            await page.goBack();
            await shows(page, "New in between.");
            await ready(page);
            preview.publish({ "articles/busan/": pageOf(["And later."]) });
            await shows(page, "And later.");
        }));
});

describe("what is seen", WORKERS, () => {
    const related = [{ file: "site/leaders/xi-jinping.md", line: 2, message: "the one that is meant" }];
    const faults = [fault(), fault({ message: "Another fault", help: null, excerpt: [], related })];
    for (const colorScheme of ["light", "dark"]) {
        for (const width of [1440, 390]) {
            test(`nothing for axe in overlay, list and notice, ${colorScheme}, ${width}`, () =>
                previewed(
                    async (page, preview, view) => {
                        async function look(name) {
                            assert.deepEqual(unexpected(view, MISSING), []);
                            const problems = await axeProblems(page);
                            assert.deepEqual(problems.filter((problem) => problem.includes("summitry-preview")), []);
                            const picture = `${name}-${colorScheme}-${width}.png`;
                            if (SHOTS) await page.screenshot({ path: join(SHOTS, picture) });
                            // Both put styles into the page, which the policy forbids them.
                            view.take();
                        }
                        await page.evaluate(() => {
                            document.adoptedStyleSheets = [new CSSStyleSheet()];
                            document.adoptedStyleSheets[0].replaceSync(":root{color-scheme:light dark}");
                        });
                        preview.publish({}, { ok: false, errors: faults, warnings: [fault({ message: "No source" })] });
                        await page.getByRole("alertdialog").waitFor();
                        await look("overlay");
                        preview.publish({}, { changed: ["articles/busan/article.md"], warnings: faults });
                        await page.getByRole("alertdialog").waitFor({ state: "hidden" });
                        await look("badge");
                        await page.locator(".badge").focus();
                        await page.keyboard.press("Enter");
                        await page.locator(".list").waitFor();
                        await look("list");
                        await page.keyboard.press("Escape");
                        await page.locator(".list").waitFor({ state: "hidden" });
                        preview.publish({ "articles/busan/": undefined }, { changed: ["articles/busan/article.md"] });
                        await shows(page, "This page is gone.");
                        await look("notice");
                        await page.emulateMedia({ media: "print" });
                        assert.equal(await page.locator(".badge").isVisible(), false);
                    },
                    { options: { colorScheme, viewport: { width, height: 900 } }, expected: MISSING },
                ));
        }
    }
});

describe("the demonstration site", WORKERS, () => {
    const folder = builtSite();
    const base = prefixOf(folder);
    const largest = samples(pagesOf(folder, base)).find(({ kind, largest }) => kind === "article" && largest);

    test("is patched, not loaded again, when a word in an article changes", async (context) => {
        const preview = await startPreview(null, { base });
        const path = largest.path.slice(base.length);
        const read = (name) => readFileSync(join(folder, name));
        const html = read(`${path}index.html`).toString();
        const named = html.matchAll(new RegExp(`(?:src|href)="${base}([^"#]+\\.\\w+)[#"]`, "g"));
        const files = Object.fromEntries([...named].map(([, name]) => [name, read(name)]));
        const last = html.lastIndexOf("</p>", html.indexOf("</main>"));
        const changed = `${html.slice(0, last)} A word more.${html.slice(last)}`;
        preview.publish({ ...files, [path]: html });
        const view = await openView(browser, preview.origin);
        try {
            await view.page.goto(preview.url(path));
            await ready(view.page);
            await view.page.evaluate(() => scrollTo(0, 600));
            const before = await view.page.evaluate(() => scrollY);
            const start = Date.now();
            preview.publish({ [path]: changed }, { changed: ["articles/x/article.md"] });
            await shows(view.page, "A word more.");
            context.diagnostic(`patched ${largest.path}, ${largest.bytes} bytes, in ${Date.now() - start} ms`);
            assert.ok(await isUntouched(view.page));
            assert.equal(await view.page.evaluate(() => scrollY), before);
        } finally {
            await view.close();
            await preview.close();
        }
    });
});
