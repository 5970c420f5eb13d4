// The live preview from end to end: the real command, real saves, a real browser.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
    chmodSync,
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    renameSync,
    rmSync,
    unlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, describe, test } from "node:test";
import { chromium } from "playwright-core";
import { chromiumPath, launch, QUIET } from "../lib/chromium.mjs";
import { copySite, serve, until } from "./lib/serve.mjs";
import { isUntouched, noticeOf, opened, openTab, overlayOf, settle, shows } from "./lib/tab.mjs";

const browser = await launch();
after(() => browser.close());

const WORKERS = { concurrency: 2 };
/** A folder for pictures of what is shown. */
const { SHOTS } = process.env;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** A preview of a copy of the site, spoilt beforehand or not, gone after the act. */
async function previewed(act, { before = () => {}, ...settings } = {}) {
    const site = copySite();
    let preview;
    const tabs = [];
    try {
        before(site);
        preview = await serve(site, settings);
        const open = async (path, options) => {
            const tab = await openTab(browser, preview, path, options);
            tabs.push(tab);
            return tab;
        };
        await act({ site, preview, open });
    } catch (error) {
        throw new Error(`${error.message}\nThe terminal said:\n${preview?.output()}`, { cause: error });
    } finally {
        await Promise.all(tabs.map((tab) => tab.close()));
        await preview?.stop();
        site.remove();
    }
}

const FOLDER = "articles/2025-08-20-anchorage-and-the-white-house";
const ARTICLE = `${FOLDER}/article.md`;
const PAGE = "articles/anchorage-and-the-white-house/";
/** A sentence above what is read, one before the eyes, and words that no page has. */
const ABOVE = "The place was Joint Base Elmendorf-Richardson.";
const READ = "Zelenskyy did not come alone.";

/** Waits without giving way to anything, so that a busy machine draws it out as little as can be. */
const hold = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Ways in which editors and programs save a file. */
const WAYS = {
    "in place": (path, text) => writeFileSync(path, text),
    "as a temporary file that takes its name": (path, text) => {
        writeFileSync(`${path}.tmp-4711`, text);
        renameSync(`${path}.tmp-4711`, path);
    },
    "as vim does, with a probe and a backup": (path, text) => {
        const probe = path.replace("article.md", "4913");
        writeFileSync(probe, "");
        unlinkSync(probe);
        renameSync(path, `${path}~`);
        hold(20);
        writeFileSync(path, text);
        hold(20);
        unlinkSync(`${path}~`);
    },
    "emptied, and written after 200 ms": (path, text) => {
        writeFileSync(path, "");
        hold(200);
        writeFileSync(path, text);
    },
    "deleted, and created after 100 ms": (path, text) => {
        unlinkSync(path);
        hold(100);
        writeFileSync(path, text);
    },
};

describe("an article that is saved", WORKERS, () => {
    for (const [way, save] of Object.entries(WAYS)) {
        test(`${way} is patched into the page, and nothing else is seen`, () =>
            previewed(async ({ site, preview, open }) => {
                const { page, failures, problems } = await open(PAGE);
                /** Where what is read stands in the window. */
                const place = () =>
                    page.evaluate(async (text) => {
                        // Two frames: the browser takes its anchor when it has painted.
                        for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
                        const read = [...document.querySelectorAll("p")].find((p) => p.textContent.startsWith(text));
                        return Math.round(read.getBoundingClientRect().top);
                    }, READ);
                await page.evaluate((text) => {
                    const read = [...document.querySelectorAll("p")].find((p) => p.textContent.startsWith(text));
                    read.scrollIntoView({ block: "center", behavior: "instant" });
                }, READ);
                const before = await place();
                for (const [number, from] of [ABOVE, READ].entries()) {
                    const edit = `${from} Edit ${number}, which ${"goes on and on ".repeat(30)}to the end.`;
                    save(site.at(ARTICLE), site.read(ARTICLE).replace(from, () => edit));
                    await shows(page, `Edit ${number}, which`);
                    assert.ok(Math.abs((await place()) - before) <= 1, `${before} became ${await place()}`);
                }
                assert.ok(await page.evaluate(() => scrollY > 500));
                assert.ok(await isUntouched(page), "the page was loaded again");
                assert.deepEqual(await opened(page), []);
                assert.deepEqual(failures(), []);
                assert.deepEqual(problems(), []);
                assert.deepEqual(
                    preview.news.map(({ ok, changed }) => ({ ok, changed })),
                    [1, 2].map(() => ({ ok: true, changed: [ARTICLE] })),
                );
            }));
    }

    test("with the same content is no news", () =>
        previewed(async ({ site, preview, open }) => {
            const { page, failures } = await open(PAGE);
            failures();
            const asked = [];
            page.on("request", (request) => asked.push(request.url()));
            const touch = (path) => utimesSync(site.at(path), new Date(), new Date());
            const text = site.read(ARTICLE);
            for (const path of [ARTICLE, "site/site.toml", "themes/chancery/static/chancery.css"]) touch(path);
            site.write(ARTICLE, text);
            WAYS["as a temporary file that takes its name"](site.at(ARTICLE), text);
            WAYS["as vim does, with a probe and a backup"](site.at(ARTICLE), text);
            WAYS["emptied, and written after 200 ms"](site.at(ARTICLE), text);
            WAYS["deleted, and created after 100 ms"](site.at(ARTICLE), text);
            // Longer than the pause between two looks at everything.
            await pause(2500);
            assert.deepEqual(preview.news, []);
            assert.deepEqual(asked, []);
            site.edit(ARTICLE, ABOVE, "Now it is news.");
            await shows(page, "Now it is news.");
            assert.equal(preview.news.length, 1);
            assert.ok(await isUntouched(page));
        }));
});

describe("a theme, a text and a setting that are saved", WORKERS, () => {
    const colour = (page) => page.evaluate(() => getComputedStyle(document.querySelector("h1")).color);
    const hasColour = (page, colour) =>
        page.waitForFunction((colour) => getComputedStyle(document.querySelector("h1")).color === colour, colour);
    const append = (site, path, text) => site.write(path, site.read(path) + text);

    test("a stylesheet of the theme is swapped in place", () =>
        previewed(async ({ site, preview, open }) => {
            const { page, failures } = await open(PAGE);
            const before = await colour(page);
            await page.evaluate(() => scrollTo({ top: 800, behavior: "instant" }));
            const css = site.read("themes/chancery/static/chancery.css");
            for (const [rule, wanted] of [["h1{color:rgb(1,2,3)}", "rgb(1, 2, 3)"], ["", before]]) {
                site.write("themes/chancery/static/chancery.css", css + rule);
                await hasColour(page, wanted);
            }
            assert.deepEqual(
                await page.evaluate(() => [scrollY, document.querySelectorAll("link[rel=stylesheet]").length]),
                [800, 1],
            );
            assert.ok(await isUntouched(page));
            assert.deepEqual(failures(), []);
            assert.ok(preview.news.every(({ content, styles }) => !content && styles.length === 1));
        }));

    test("a stylesheet of the site that stands in for the theme's is swapped in place", () =>
        previewed(
            async ({ site, open }) => {
                const { page } = await open(PAGE);
                await hasColour(page, "rgb(4, 5, 6)");
                append(site, "site/static/own.css", "h1{color:rgb(7,8,9)}");
                await hasColour(page, "rgb(7, 8, 9)");
                assert.ok(await isUntouched(page));
            },
            {
                before: (site) => {
                    mkdirSync(site.at("site/static"));
                    site.write("site/static/own.css", "h1{color:rgb(4,5,6)}");
                    site.edit("themes/chancery/theme.toml", '["chancery.css"]', '["chancery.css", "own.css"]');
                },
            },
        ));

    for (const [what, path, from, to, wanted] of [
        ["a template", "themes/chancery/templates/article.html", "<h1>", "<h1>The article: ", "The article: Anchorage"],
        ["a component", "themes/chancery/templates/components/kicker.html", "{{ t(key", "Look: {{ t(key", "Look: "],
        ["a text of the theme", "themes/chancery/i18n/en.toml", 'contents = "', 'contents = "Below: ', "Below: "],
        ["the title of the site", "site/site.toml", 'title = "Four', 'title = "Four New', "Four New Pillars Roundup"],
    ]) {
        test(`${what} shows on the page, and the scroll stays`, () =>
            previewed(async ({ site, preview, open }) => {
                const { page, failures } = await open(PAGE);
                await page.evaluate(() => scrollTo({ top: 800, behavior: "instant" }));
                site.edit(path, from, to);
                await shows(page, wanted);
                await page.waitForFunction(() => scrollY > 700);
                assert.ok(await isUntouched(page), "the page was loaded again");
                assert.deepEqual(failures(), []);
                assert.equal(preview.news.length, 1);
            }));
    }
});

describe("a record that is saved", WORKERS, () => {
    test("an outcome shows in the tracker, and the filter stays", () =>
        previewed(async ({ site, open }) => {
            const { page } = await open("commitments/");
            await page.locator("[name=status]").selectOption("overdue");
            assert.match(page.url(), /status=overdue/);
            const rows = page.locator("#tracker tbody tr:not(.group-head):visible");
            const shown = await rows.count();
            assert.ok(shown > 0);
            const [path, text] = ["site/summits/trump-xi-mar-a-lago-2017.md", "The two sides gave their trade talks a plan"];
            site.edit(path, text, `Reworded: ${text}`);
            await rows.getByText(`Reworded: ${text}`).waitFor();
            await page.waitForFunction((shown) => {
                const rows = [...document.querySelectorAll("#tracker tbody tr:not(.group-head)")];
                return rows.filter((row) => row.checkVisibility()).length === shown;
            }, shown);
            assert.match(page.url(), /status=overdue/);
            assert.equal(await page.locator("[name=status]").inputValue(), "overdue");
        }));

    test("a leader's new name shows on every page that has it from the record", () =>
        previewed(async ({ site, preview, open }) => {
            const listed = ["leaders/xi-jinping/", "leaders/", "timeline/", "network/"];
            const paths = [...listed, "articles/trump-xi-seven-meetings/", "summits/trump-xi-busan-2025/"];
            const tabs = await Promise.all(paths.map((path) => open(path)));
            site.edit("site/leaders/xi-jinping.md", 'name = "Xi Jinping"', 'name = "Xi Jin-ping"');
            await Promise.all(tabs.map(({ page }) => shows(page, "Xi Jin-ping")));
            assert.deepEqual(preview.news.map(({ ok }) => ok), [true]);
        }));
});

/** A theme of the site's own, which nothing stands in for. */
function ownTheme(site) {
    renameSync(site.at("themes/chancery"), site.at("themes/own"));
    site.edit("site/site.toml", 'theme = "chancery"', 'theme = "own"');
}

const TEMPLATE = "themes/own/templates/article.html";
/** Faults of every kind: the file, what is spoilt in it and how; then the place and the words that are shown. */
const FAULTS = {
    "front matter that cannot be read": [ARTICLE, "2025-08-20", "2025-08-99", 3, /expected day between 01 and 31/i],
    "an id that nobody has": [ARTICLE, "[vladimir-putin|", "[vladimir-putim|", 32, /did you mean vladimir-putin\?/],
    "a template that cannot be read": [TEMPLATE, "<h1>", "<h1>{% if %}", 8, /expected one of/i],
    "a variable that is not there": [TEMPLATE, "<h1>", "<h1>{{ nothing.at.all }}", 8, /nothing is not defined/],
    "a template that includes itself": [TEMPLATE, "<h1>", '<h1>{% include "article.html" %}', 1, /Circular include/],
    "a setting that cannot be read": ["site/site.toml", 'language = "en"', 'language = "en', 4, /invalid basic string/i],
    "texts that cannot be read": ["themes/own/i18n/en.toml", "[words]", "[words", 8, /unclosed table/i],
    "a component that calls itself for ever": [
        "themes/own/templates/components/kicker.html",
        "<p class",
        "{{ <kicker pillars={pillars} /> }}<p class",
        null,
        /recursion/,
    ],
};

describe("a fault", WORKERS, () => {
    for (const [what, [path, from, to, line, words]] of Object.entries(FAULTS)) {
        test(`of ${what} is told over the last good page, and goes when it is mended`, () =>
            previewed(
                async ({ site, preview, open }) => {
                    const { page, failures, problems } = await open(PAGE);
                    const overlay = overlayOf(page);
                    const good = site.read(path);
                    site.edit(path, from, to);
                    await overlay.waitFor();
                    assert.match(await overlay.innerText(), words);
                    if (line !== null) {
                        assert.ok((await overlay.innerText()).includes(`${path}, line ${line}, `));
                        const mark = overlay.locator("mark").first();
                        assert.ok(await isInSight(mark), "what is underlined is out of sight");
                    }
                    if (SHOTS) await takePictures(page, what);
                    assert.equal(await page.locator("main h1").textContent(), "Anchorage on Friday, Washington on Monday");
                    site.write(path, good);
                    await overlay.waitFor({ state: "hidden" });
                    assert.ok(await isUntouched(page), "the page was loaded again");
                    assert.deepEqual(failures(), []);
                    assert.deepEqual(problems(), []);
                    assert.deepEqual(preview.news.map(({ ok }) => ok), [false, true]);
                },
                { before: ownTheme },
            ));

        test(`of ${what} that is there from the start is told, and the page comes when it is mended`, () => {
            let good;
            const before = (site) => {
                ownTheme(site);
                good = site.read(path);
                site.edit(path, from, to);
            };
            return previewed(
                async ({ site, open }) => {
                    const { page } = await open(PAGE);
                    await overlayOf(page).waitFor();
                    assert.match(await overlayOf(page).innerText(), words);
                    site.write(path, good);
                    await page.getByRole("heading", { level: 1, name: "Anchorage on Friday" }).waitFor();
                    await overlayOf(page).waitFor({ state: "hidden" });
                },
                { before },
            );
        });
    }

    test("of a theme that is gone is told, and goes when the folder is back", () =>
        previewed(
            async ({ site, open }) => {
                const { page, failures } = await open(PAGE);
                cpSync(site.at("themes/own"), site.at("kept"), { recursive: true });
                rmSync(site.at("themes"), { recursive: true });
                await overlayOf(page).waitFor();
                assert.match(await overlayOf(page).innerText(), /theme.*own/);
                cpSync(site.at("kept"), site.at("themes/own"), { recursive: true });
                await overlayOf(page).waitFor({ state: "hidden" });
                assert.deepEqual(failures(), []);
                // The new folder is watched, too.
                site.edit(TEMPLATE, "<h1>", "<h1>Again: ");
                await shows(page, "Again: Anchorage");
            },
            { before: ownTheme },
        ));
});

/** Whether an element lies within the window and within all that scrolls around it. */
const isInSight = (locator) =>
    locator.evaluate(
        (element) =>
            new Promise((done) => {
                new IntersectionObserver(([{ isIntersecting }]) => done(isIntersecting)).observe(element);
            }),
    );

async function takePictures(page, name) {
    for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: join(SHOTS, `${name.replaceAll(" ", "-")}-${width}.png`) });
    }
}

test("folders that come and go are no fault", () =>
    previewed(async ({ site, preview, open }) => {
        const { page } = await open(PAGE);
        for (let count = 0; count < 3000; count += 1) {
            mkdirSync(site.at("articles/scratch/a/b/c"), { recursive: true });
            rmSync(site.at("articles/scratch"), { recursive: true });
            if (count % 20 === 0) await pause(1);
        }
        site.edit(ARTICLE, ABOVE, "An edit after all that.");
        await shows(page, "An edit after all that.");
        assert.deepEqual(preview.news.map(({ ok, changed }) => ({ ok, changed })), [{ ok: true, changed: [ARTICLE] }]);
        assert.deepEqual(await opened(page), []);
    }));

test("a day in the past is a day like any other: what does not change is not built again", () =>
    previewed(
        async ({ preview }) => {
            // Longer than two pauses between two looks at everything.
            await pause(2500);
            assert.deepEqual(preview.news, []);
        },
        { flags: ["--as-of", "2026-01-15"] },
    ));

describe("a page that moves", WORKERS, () => {
    const isAt = (page, path) => page.waitForURL((url) => url.pathname === `/${path}`);

    test("is followed where the folder has another name, and where the slug has", () =>
        previewed(async ({ site, open }) => {
            const { page, failures } = await open(`${PAGE}?a=b#washington`);
            renameSync(site.at(FOLDER), site.at("articles/2025-08-20-two-meetings"));
            await isAt(page, "articles/two-meetings/");
            assert.match(page.url(), /\?a=b#washington$/);
            await settle(page);
            failures();
            const path = "articles/2025-08-20-two-meetings/article.md";
            site.edit(path, "+++\ntitle", '+++\nslug = "three-days"\ntitle');
            await isAt(page, "articles/three-days/");
            assert.equal(await page.locator("main h1").textContent(), "Anchorage on Friday, Washington on Monday");
        }));

    test("says that it is gone, keeps its content, and is itself again when it is back", () =>
        previewed(async ({ site, open }) => {
            const { page } = await open(PAGE);
            const text = site.read(ARTICLE);
            rmSync(site.at(FOLDER), { recursive: true });
            await noticeOf(page).waitFor();
            assert.match(await noticeOf(page).innerText(), /This page is gone/);
            assert.match(await noticeOf(page).innerText(), new RegExp(ARTICLE));
            if (SHOTS) await takePictures(page, "gone");
            assert.equal(await page.locator("main h1").textContent(), "Anchorage on Friday, Washington on Monday");
            mkdirSync(site.at(FOLDER));
            site.write(ARTICLE, text.replace(ABOVE, "Back again."));
            await shows(page, "Back again.");
            await noticeOf(page).waitFor({ state: "hidden" });
            assert.ok(await isUntouched(page));
        }));

    test("as a draft is marked with --drafts, and gone without", async () => {
        const make = (site) => site.edit(ARTICLE, "+++\ntitle", "+++\ndraft = true\ntitle");
        await previewed(
            async ({ site, open }) => {
                const { page } = await open(PAGE);
                const words = await page.locator("main").innerText();
                make(site);
                await page.waitForFunction(() => /draft/i.test(document.querySelector("article header").innerText));
                site.edit(ARTICLE, "draft = true\n", "");
                await page.waitForFunction(() => !/draft/i.test(document.querySelector("article header").innerText));
                assert.equal(await page.locator("main").innerText(), words);
                assert.ok(await isUntouched(page));
            },
            { flags: ["--drafts"] },
        );
        await previewed(async ({ site, open }) => {
            const { page } = await open(PAGE);
            make(site);
            await noticeOf(page).waitFor();
        });
    });

    test("is shown with --follow when its source is saved", () =>
        previewed(
            async ({ site, open }) => {
                const { page } = await open(PAGE);
                const save = (path) => site.write(path, `${site.read(path)}\nOne more word.\n`);
                save("articles/2024-11-18-biden-xi-three-meetings/article.md");
                await isAt(page, "articles/biden-xi-three-meetings/");
                await shows(page, "One more word.");
                await settle(page);
                save("site/summits/biden-xi-lima-2024.md");
                await isAt(page, "summits/biden-xi-lima-2024/");
            },
            { flags: ["--follow"] },
        ));
});

test("--open opens the address of the preview in the browser", async () => {
    const folder = mkdtempSync(join(tmpdir(), "summitry-open-"));
    const said = join(folder, "said");
    for (const name of ["xdg-open", "gio", "gnome-open", "kde-open", "wslview", "open"]) {
        writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s' "$*" > '${said}'\n`);
        chmodSync(join(folder, name), 0o755);
    }
    try {
        const env = { PATH: folder + delimiter + process.env.PATH };
        await previewed(
            async ({ preview }) => {
                await until(() => existsSync(said) && readFileSync(said, "utf8"), "the browser");
                assert.equal(readFileSync(said, "utf8"), preview.base);
            },
            { flags: ["--open"], env },
        );
    } finally {
        rmSync(folder, { recursive: true });
    }
});

describe("a page of another site", WORKERS, () => {
    /** Tries everything by which a page reads another one, and tells what it got. */
    async function pry(base) {
        const settled = (act) => Promise.race([act(), new Promise((done) => setTimeout(done, 5000, "silence"))]);
        const load = (name, properties) =>
            settled(
                () =>
                    new Promise((done) => {
                        const element = Object.assign(document.createElement(name), properties);
                        element.onload = () => done("loaded");
                        element.onerror = () => done("refused");
                        document.body.append(element);
                    }),
            );
        const read = (path, options) =>
            settled(() =>
                fetch(base + path, options).then(
                    async (response) => `${response.type} ${(await response.text()).length}`,
                    () => "refused",
                ),
            );
        const frame = async () => {
            const element = Object.assign(document.createElement("iframe"), { src: base });
            const loaded = new Promise((done) => (element.onload = done));
            document.body.append(element);
            await loaded;
            try {
                return element.contentDocument.body.textContent;
            } catch {
                return "refused";
            }
        };
        return {
            page: await read(""),
            state: await read("_summitry/state"),
            data: await read("data/articles.json"),
            opaque: await read("_summitry/state", { mode: "no-cors" }),
            events: await settled(
                () =>
                    new Promise((done) => {
                        const source = new EventSource(`${base}_summitry/events`);
                        source.onmessage = () => done("heard");
                        source.onerror = () => done("refused");
                    }),
            ),
            script: await load("script", { src: `${base}early.js` }),
            style: await load("link", { rel: "stylesheet", href: `${base}chancery.css` }),
            picture: await load("img", { src: `${base}favicon.svg` }),
            frame: await frame(),
        };
    }

    for (const name of ["127.0.0.1", "localhost"]) {
        test(`of ${name}, but on another port, can read nothing of the preview`, () =>
            previewed(async ({ preview, open }) => {
                const { page: own } = await open(PAGE);
                const foreign = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<p>Hi"));
                await new Promise((ready) => foreign.listen(0, "127.0.0.1", ready));
                const context = await browser.newContext();
                try {
                    const page = await context.newPage();
                    await page.goto(`http://${name}:${foreign.address().port}/`);
                    const { opaque, ...got } = await page.evaluate(pry, preview.base);
                    assert.deepEqual([...new Set(Object.values(got))], ["refused"], JSON.stringify(got));
                    assert.ok(["refused", "opaque 0"].includes(opaque), opaque);
                    const frames = await Promise.all(page.frames().map((frame) => frame.content()));
                    assert.ok(frames.every((content) => !content.includes("Four Pillars")));
                    // The same attempts succeed from a page of the preview itself, or they would prove nothing.
                    const own_ = await own.evaluate(pry, preview.base);
                    assert.deepEqual(
                        Object.keys(own_).filter((key) => own_[key] === "refused" || own_[key] === "silence"),
                        [],
                        JSON.stringify(own_),
                    );
                } finally {
                    await context.close();
                    foreign.closeAllConnections();
                    foreign.close();
                }
            }));
    }

    test("whose name is pointed at this machine meanwhile is told nothing", () =>
        previewed(async ({ preview }) => {
            const rebound = await chromium.launch({
                executablePath: chromiumPath(),
                args: [...QUIET, "--host-resolver-rules=MAP evil.example 127.0.0.1"],
            });
            try {
                const page = await rebound.newPage();
                const { port } = new URL(preview.base);
                for (const path of ["", PAGE, "_summitry/state", "_summitry/events", "data/articles.json"]) {
                    const answer = await page.goto(`http://evil.example:${port}/${path}`);
                    assert.equal(answer.status(), 403, path);
                    assert.match(await answer.text(), /^This preview answers only to localhost/);
                }
            } finally {
                await rebound.close();
            }
        }));
});

test("twelve tabs follow every save, and go on when the one that listens for all is closed", () =>
    previewed(async ({ site, preview }) => {
        const context = await browser.newContext();
        try {
            const pages = [];
            for (let count = 0; count < 12; count += 1) {
                const page = await context.newPage();
                await page.goto(preview.url(PAGE));
                await settle(page);
                pages.push(page);
            }
            const all = async (from, to) => {
                site.edit(ARTICLE, from, to);
                await Promise.all(pages.map((page) => shows(page, to)));
                assert.deepEqual(await Promise.all(pages.map(isUntouched)), pages.map(() => true));
            };
            await all(ABOVE, "The first edit.");
            await pages.shift().close();
            await all("The first edit.", "The second edit.");
        } finally {
            await context.close();
        }
    }));

test("another branch of 2,000 files is one piece of news", () =>
    previewed(
        async ({ site, preview, open }) => {
            const { page, failures } = await open("articles/number-1000/");
            git(site, "checkout", "--quiet", "second");
            await shows(page, "Second text of number 1000.");
            assert.deepEqual(failures(), []);
            // Longer than the pause between two looks at everything: nothing is left to be told.
            await pause(2500);
            assert.deepEqual(
                preview.news.map(({ ok, changed, more }) => ({ ok, changed: changed.length + more })),
                [{ ok: true, changed: 2000 }],
            );
            for (const number of [1, 777, 2000]) {
                assert.match(await (await preview.fetch(`articles/number-${number}/`)).text(), /Second text of number/);
            }
        },
        {
            before: (site) => {
                git(site, "init", "--quiet");
                for (const text of ["First", "Second"]) {
                    for (let number = 1; number <= 2000; number += 1) {
                        const folder = site.at(`articles/2024/${number % 40}/2024-01-15-number-${number}`);
                        mkdirSync(folder, { recursive: true });
                        const head = `+++\ntitle = "Number ${number}"\ndate = 2024-01-15\n+++\n\n`;
                        writeFileSync(join(folder, "article.md"), `${head}${text} text of number ${number}.\n`);
                    }
                    git(site, "checkout", "--quiet", "-b", text.toLowerCase());
                    git(site, "add", ".");
                    git(site, "commit", "--quiet", "--message", text);
                }
                git(site, "checkout", "--quiet", "first");
            },
        },
    ));

/** Runs git on the copy of the site alone, whatever it is set to elsewhere. */
function git(site, ...words) {
    const settings = ["user.name=Test", "user.email=test@example.org", "commit.gpgsign=false", "core.hooksPath=/dev/null"];
    const nowhere = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
    const env = { ...process.env, ...nowhere, GIT_DIR: site.at(".git"), GIT_WORK_TREE: site.folder };
    const flags = settings.flatMap((setting) => ["-c", setting]);
    execFileSync("git", [...flags, ...words], { cwd: site.folder, env, stdio: "pipe" });
}
