// What the scripts and the style sheet add to the pages, in the hands of a visitor. Each test fails without its feature.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pdfPages, sorted, state } from "./lib/features.mjs";
import { WORKERS, setUp } from "./lib/setup.mjs";
import { openView } from "./lib/view.mjs";

const { prefix, server, browser } = await setUp();

const TRACKER = "commitments/";
const ARTICLE = "articles/tokyo-and-busan-october-2025/";
const LEADER = "leaders/sanae-takaichi/";
const WITHOUT_SCRIPTS = { javaScriptEnabled: false };

/** Opens a page, hands it over, and sees to it that nothing was said in the console. `before` runs ahead of the page. */
async function opened(path, act, options = {}, before = undefined) {
    const view = await openView(browser, server.origin, options);
    try {
        await before?.(view.page);
        await view.page.goto(server.url(prefix + path), { waitUntil: "load" });
        await act(view.page, view);
        assert.deepEqual(view.take(), []);
    } finally {
        await view.close();
    }
}

const query = (page) => new URL(page.url()).search;

describe("the tracker", WORKERS, () => {
    /** The rows that are shown are those that `fits` says, neither none nor all, and the page counts them. */
    async function expectRows(page, fits) {
        const { rows, heads, output } = await page.evaluate(state);
        const [shown, expected] = [rows.filter((row) => row.visible), rows.filter(fits)];
        assert.deepEqual(shown.map((row) => row.text), expected.map((row) => row.text));
        assert.ok(expected.length > 0 && expected.length < rows.length, `${expected.length} of ${rows.length}`);
        assert.equal(output, `${shown.length} of ${rows.length} shown`);
        assert.deepEqual(
            heads.filter((head) => head.visible).map((head) => head.group),
            heads.map((head) => head.group).filter((group) => shown.some((row) => row.group === group)),
        );
    }

    async function expectAll(page) {
        const { rows, heads, output } = await page.evaluate(state);
        assert.ok(rows.length > 50 && rows.every((row) => row.visible));
        assert.ok(heads.length > 3 && heads.every((head) => head.visible));
        assert.equal(output, `${rows.length} of ${rows.length} shown`);
    }

    test("an address shows what is overdue, and says how much that is", () =>
        opened(`${TRACKER}?status=overdue`, async (page) => {
            await expectRows(page, (row) => row.text.includes("Overdue"));
            assert.equal(await page.locator("[name=status]").inputValue(), "overdue");
        }));

    test("a country goes into the address, and Back brings the view before", () =>
        opened(TRACKER, async (page) => {
            await page.locator("[name=country]").selectOption("JP");
            assert.equal(query(page), "?country=JP");
            await expectRows(page, (row) => row.countries.includes("JP"));
            await page.locator("[name=status]").selectOption("kept");
            assert.equal(query(page), "?country=JP&status=kept");
            await expectRows(page, (row) => row.countries.includes("JP") && row.data.status.split(" ").includes("kept"));
            await page.goBack();
            assert.equal(query(page), "?country=JP");
            await expectRows(page, (row) => row.countries.includes("JP"));
            await page.goBack();
            await expectAll(page);
            assert.equal(await page.locator("[name=country]").inputValue(), "");
            await page.goForward();
            await expectRows(page, (row) => row.countries.includes("JP"));
        }));

    test("a view is there again after a link was followed and left", () =>
        opened(TRACKER, async (page) => {
            await page.locator("[name=country]").selectOption("KR");
            await page.locator("#tracker tbody a:visible").first().click();
            await page.waitForURL(/summits/);
            await page.goBack({ waitUntil: "load" });
            assert.equal(query(page), "?country=KR");
            await expectRows(page, (row) => row.countries.includes("KR"));
            assert.equal(await page.locator("[name=country]").inputValue(), "KR");
        }));

    test("a unit with an amount", () =>
        opened(TRACKER, async (page) => {
            await page.locator("[name=unit]").selectOption("USD-billion");
            await expectRows(page, (row) => row.data.unit === "USD-billion");
            for (const { visible, amount } of (await page.evaluate(state)).rows) if (visible) assert.match(amount, /\$[\d.,]+\sbn/);
            await page.locator("[name=amount]").fill("200");
            await expectRows(page, (row) => row.data.unit === "USD-billion" && Number(row.data.amount) >= 200);
            await page.locator("[name=amount]").press("Tab");
            assert.equal(query(page), "?unit=USD-billion&amount=200");
        }));

    test("from, to, and Clear", () =>
        opened(TRACKER, async (page) => {
            const made = ({ data }, from, to) => data.date >= from && data.date <= to;
            await page.locator("[name=from]").fill("2018-12-01");
            await expectRows(page, (row) => made(row, "2018-12-01", "9"));
            await page.locator("[name=to]").fill("2025-10-30");
            await expectRows(page, (row) => made(row, "2018-12-01", "2025-10-30"));
            assert.equal(query(page), "?from=2018-12-01&to=2025-10-30");
            await page.locator("[name=pillar]").selectOption("trade");
            await page.getByRole("button", { name: "Clear filters" }).click();
            assert.equal(query(page), "");
            await expectAll(page);
            for (const name of ["from", "to", "pillar"]) assert.equal(await page.locator(`[name=${name}]`).inputValue(), "");
        }));

    test("a head sorts by keyboard: up, down, and back to groups", () =>
        opened(TRACKER, async (page) => {
            const printed = await page.evaluate(state);
            await page.locator("[data-sort=due]").focus();
            for (const [order, aria] of [["asc", "ascending"], ["desc", "descending"]]) {
                await page.keyboard.press("Enter");
                const { rows, heads, ariaSort } = await page.evaluate(state);
                const due = rows.map((row) => row.data.due ?? "");
                assert.deepEqual(due, sorted(due, order));
                assert.notEqual(due[0], "");
                assert.deepEqual(ariaSort.due, aria);
                assert.equal(ariaSort.date, "none");
                assert.ok(heads.every((head) => !head.visible));
                assert.equal(query(page), `?sort=due&order=${order}`);
            }
            await page.keyboard.press("Enter");
            assert.deepEqual(await page.evaluate(state), { ...printed, ariaSort: { ...printed.ariaSort, due: "none" } });
            assert.equal(query(page), "");
            assert.equal(await page.evaluate(() => document.activeElement.dataset.sort), "due");
        }));

    test("an address sorts, and amounts stay with their unit", () =>
        opened(`${TRACKER}?sort=due&order=desc`, async (page) => {
            const due = (await page.evaluate(state)).rows.map((row) => row.data.due ?? "");
            assert.ok(due.length > 50);
            assert.deepEqual(due, sorted(due, "desc"));
            await page.locator("[data-sort=amount]").click();
            const amounts = (await page.evaluate(state)).rows.map((row) => row.data).filter((data) => data.amount);
            const units = amounts.map((data) => data.unit).filter((unit, i, all) => unit !== all[i - 1]);
            assert.equal(units.length, new Set(units).size);
            for (const unit of units) {
                const own = amounts.filter((data) => data.unit === unit).map((data) => Number(data.amount));
                assert.deepEqual(own, own.toSorted((a, b) => a - b));
            }
        }));

    test("without scripts all is there but the filters", () =>
        opened(`${TRACKER}?status=overdue`, async (page) => {
            const { rows, heads } = await page.evaluate(state);
            assert.ok(rows.length > 50 && rows.every((row) => row.visible));
            assert.ok(heads.length > 3 && heads.every((head) => head.visible));
            assert.equal(await page.locator(".filters").isVisible(), false);
            assert.equal(await page.locator("th button:enabled").count(), 0);
        }, WITHOUT_SCRIPTS));
});

describe("the theme switch", WORKERS, () => {
    const look = (page) =>
        page.evaluate(() => {
            const [red] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
            const button = document.querySelector("[data-theme-toggle]");
            return { scheme: red > 127 ? "light" : "dark", theme: document.documentElement.dataset.theme ?? null, words: button.textContent };
        });
    const EXPECTED = {
        system: (scheme) => ({ scheme, theme: null, words: "Theme: system" }),
        light: () => ({ scheme: "light", theme: "light", words: "Theme: light" }),
        dark: () => ({ scheme: "dark", theme: "dark", words: "Theme: dark" }),
    };

    for (const colorScheme of ["light", "dark"]) {
        test(`three states, each kept over a reload, where the system is ${colorScheme}`, () =>
            opened("", async (page) => {
                assert.deepEqual(await look(page), EXPECTED.system(colorScheme));
                for (const next of ["light", "dark", "system"]) {
                    await page.locator("[data-theme-toggle]").click();
                    assert.deepEqual(await look(page), EXPECTED[next](colorScheme));
                    await page.reload({ waitUntil: "load" });
                    assert.deepEqual(await look(page), EXPECTED[next](colorScheme));
                }
                const other = colorScheme === "light" ? "dark" : "light";
                await page.emulateMedia({ colorScheme: other });
                assert.deepEqual(await look(page), EXPECTED.system(other));
            }, { colorScheme }));
    }

    test("the choice is there before the style sheet, so that nothing flashes", () =>
        opened(LEADER, async (page) => {
            await page.evaluate(() => localStorage.setItem("theme", "dark"));
            let release;
            const held = new Promise((free) => (release = free));
            await page.route("**/chancery.css", async (route) => (await held, route.continue()));
            const asked = page.waitForRequest("**/chancery.css");
            await page.goto(server.url(prefix), { waitUntil: "commit" });
            await asked;
            // Not frame by frame: without the style sheet there are no frames.
            await page.waitForFunction(() => document.documentElement.dataset.theme === "dark", null, { polling: 20, timeout: 2000 });
            const painted = await page.evaluate(() => performance.getEntriesByType("paint").length);
            release();
            assert.equal(painted, 0);
            await page.waitForLoadState("load");
            assert.deepEqual(await look(page), EXPECTED.dark());
        }, { colorScheme: "light" }));
});

describe("person cards", WORKERS, () => {
    const NAME = ".prose a.person[data-office][href$='/sanae-takaichi/']";
    const SHOWS_AFTER = 160;
    const card = (page) => page.locator(".card");
    const expectNoCard = async (page) => {
        await page.waitForTimeout(SHOWS_AFTER + 250);
        assert.equal(await page.locator(".card:visible").count(), 0);
        assert.equal(await page.locator("[aria-describedby=person-card]").count(), 0);
    };

    test("the pointer brings name, own name, standfirst and the office of that day", () =>
        opened(ARTICLE, async (page) => {
            const link = page.locator(NAME).first();
            await link.hover();
            await card(page).waitFor({ state: "visible" });
            assert.equal(await card(page).locator("b").textContent(), "Sanae Takaichi");
            assert.equal(await card(page).locator(".native").textContent(), "高市早苗");
            assert.equal(await card(page).locator(".native").getAttribute("lang"), "ja");
            const text = await card(page).textContent();
            assert.match(text, /3 November 2025: Prime Minister of Japan/);
            assert.match(text, /Prime Minister of Japan since 21 October 2025/);
            assert.equal(await link.getAttribute("aria-describedby"), await card(page).getAttribute("id"));

            const [box, own] = [await card(page).boundingBox(), await link.boundingBox()];
            assert.ok(box.x >= 0 && box.x + box.width <= 1440);
            assert.ok(Math.min(Math.abs(box.y - own.y - own.height), Math.abs(box.y + box.height - own.y)) < 12);

            // The way into the card and a rest in it.
            await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
            await page.waitForTimeout(500);
            assert.equal(await card(page).isVisible(), true);
            await page.mouse.move(5, 5);
            await card(page).waitFor({ state: "hidden", timeout: 1000 });
            assert.equal(await link.getAttribute("aria-describedby"), null);
        }));

    test("the focus brings it, Escape and Tab send it away at once", () =>
        opened(ARTICLE, async (page) => {
            const link = page.locator(NAME).first();
            await link.focus();
            await card(page).waitFor({ state: "visible" });
            await page.keyboard.press("Escape");
            assert.equal(await card(page).isVisible(), false);
            assert.equal(await link.evaluate((element) => element === document.activeElement), true);
            await link.blur();
            await link.focus();
            await card(page).waitFor({ state: "visible" });
            await page.evaluate(() => {
                document.addEventListener("focusout", () => {
                    window.openAfterwards = !document.querySelector(".card").hidden;
                });
            });
            await page.keyboard.press("Tab");
            assert.equal(await page.evaluate(() => window.openAfterwards), false);
            assert.notEqual(await link.getAttribute("aria-describedby"), "person-card");
        }));

    test("none on a screen for fingers", () =>
        opened(ARTICLE, async (page) => {
            assert.equal(await page.evaluate(() => matchMedia("(pointer:coarse)").matches), true);
            const link = page.locator(NAME).first();
            await link.focus();
            await link.hover();
            await expectNoCard(page);
        }, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } }));

    test("none for a link to the page itself", () =>
        opened(LEADER, async (page) => {
            for (const link of await page.locator("#self, #self-part").all()) {
                await link.focus();
                await link.hover();
                await expectNoCard(page);
            }
            await page.locator("#other").focus();
            await card(page).waitFor({ state: "visible" });
        }, {}, (page) =>
            // Such links come with a prose about the person; here they are put in.
            page.route(`**/${LEADER}`, async (route) => {
                const html = await (await route.fetch()).text();
                const link = (id, to) => `<a class="person" id="${id}" href="${to}">${id}</a> `;
                const own = prefix + LEADER;
                const links = link("self", own) + link("self-part", `${own}#main`) + link("other", `${prefix}leaders/xi-jinping/`);
                await route.fulfill({ body: html.replace("<h1>", `<p>${links}</p><h1>`), contentType: "text/html" });
            })));

    for (const [what, fails] of [
        ["that never comes", (route) => route.abort()],
        ["that is not there", (route) => route.fulfill({ status: 404, body: "<main><h1>Not found</h1></main>", contentType: "text/html" })],
    ]) {
        test(`no trace of a page ${what}`, () =>
            opened(ARTICLE, async (page, view) => {
                let asked = 0;
                await page.route("**/leaders/**", (route) => (asked++, fails(route)));
                const link = page.locator(NAME).first();
                await link.hover();
                await link.focus();
                await expectNoCard(page);
                assert.ok(asked > 0);
                // What the browser itself notes about the request is not the page's to say.
                const told = view.take().filter((line) => !/^(request failed|console error: Failed to load resource)/.test(line));
                assert.deepEqual(told, []);
            }));
    }
});

describe("copying a citation", WORKERS, () => {
    const FORMATS = {
        bibtex: (text) => {
            assert.match(text, /^@online\{tokyo-and-busan-october-2025,\n/);
            assert.equal(text.split("{").length, text.split("}").length);
            assert.match(text, /date\s+= \{2025-11-03\}/);
        },
        ris: (text) => {
            assert.match(text, /^TY  - ELEC\r?\n/);
            assert.match(text, /\r?\nER  -\s*$/);
            for (const line of text.trimEnd().split(/\r?\n/)) assert.match(line, /^[A-Z][A-Z0-9]  -/);
        },
        csl: (text) => {
            const [item] = JSON.parse(text);
            assert.equal(item.title, "Tokyo, then Busan: two meetings in three days");
            assert.deepEqual(item.issued["date-parts"], [[2025, 11, 3]]);
        },
        plain: (text) => assert.match(text, /^The editors: “Tokyo, then Busan.*\/\.$/),
    };

    // One window after the other: the clipboard is one for all.
    test("each format is in the clipboard, and the button says so for a while", () =>
        opened(ARTICLE, async (page) => {
            await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.origin });
            for (const [format, check] of Object.entries(FORMATS)) {
                const button = page.locator(`[data-copy="#cite-${format}"]`);
                const details = page.locator(`details:has(#cite-${format}) summary`);
                if (await details.count()) await details.click();
                const words = await button.textContent();
                await button.click();
                await page.waitForFunction((selector) => {
                    const button = document.querySelector(selector);
                    return button.textContent === button.dataset.done;
                }, `[data-copy="#cite-${format}"]`, { timeout: 1000 });
                assert.equal(await button.textContent(), "Copied");
                check(await page.evaluate(() => navigator.clipboard.readText()));
                if (format !== "plain") continue;
                await page.waitForFunction(([selector, words]) => document.querySelector(selector).textContent === words,
                    [`[data-copy="#cite-${format}"]`, words], { timeout: 3000 });
            }
        }));
});

describe("notes in the margin", WORKERS, () => {
    const notes = () => {
        const number = (element) => element.textContent.trim();
        const marks = [...document.querySelectorAll(".prose :is(.ref, .note)")];
        // Cards stand in the margin as well, and push notes down.
        const floats = [...document.querySelectorAll(".prose :is(.sn, .mcard)")];
        return floats.map((float, i) => ({ float, before: floats.slice(0, i) })).filter(({ float }) => float.matches(".sn")).map(({ float, before }) => {
            const own = marks.filter((mark) =>
                number(mark) === number(float.querySelector("b")) && mark.compareDocumentPosition(float) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1);
            const [box, mark] = [float.getBoundingClientRect(), own?.getBoundingClientRect()];
            return {
                number: number(float.querySelector("b")),
                visible: float.checkVisibility() && box.height > 0,
                left: box.left,
                top: box.top,
                markTop: mark?.top,
                column: float.closest("p, li, dd, blockquote")?.getBoundingClientRect().right,
                taken: Math.max(...before.map((other) => other.getBoundingClientRect().bottom), -Infinity),
            };
        });
    };

    test("at 1440 px they stand beside their marks", () =>
        opened(ARTICLE, async (page) => {
            const all = await page.evaluate(notes);
            assert.ok(all.length > 10);
            for (const note of all) {
                assert.ok(note.visible, note.number);
                assert.ok(note.left >= note.column, `note ${note.number} stands in the text`);
                assert.ok(note.top >= note.taken, `note ${note.number} lies over the one before`);
                const wanted = Math.max(note.markTop, note.taken);
                assert.ok(Math.abs(note.top - wanted) <= 40, `note ${note.number} is ${note.top - wanted} px off`);
            }
            // Where there is room, that is beside the mark itself.
            const beside = all.filter((note) => note.taken <= note.markTop);
            assert.ok(beside.length >= 3 && beside.every((note) => Math.abs(note.top - note.markTop) <= 40));
            assert.equal(await page.locator("ol.sources li:visible").count(), 33);
        }));

    test("at 390 px only the list of sources has them", () =>
        opened(ARTICLE, async (page) => {
            const all = await page.evaluate(notes);
            assert.ok(all.length > 10 && all.every((note) => !note.visible));
            assert.equal(await page.locator("ol.sources li:visible").count(), 33);
        }, { viewport: { width: 390, height: 844 } }));
});

describe("on paper", WORKERS, () => {
    const MEETINGS = ["trump-xi-osaka-2019", "biden-xi-bali-2022", "trump-abe-palm-beach-2017", "reagan-gorbachev-geneva-1985"];
    for (const meeting of MEETINGS) {
        test(`${meeting} is one sheet`, () =>
            opened(`summits/${meeting}/`, async (page) => {
                assert.equal(pdfPages(await page.pdf({ format: "A4" })), 1);
                await page.emulateMedia({ media: "print" });
                assert.equal(await page.locator("body > header *:visible, nav:visible, button:visible, footer *:visible").count(), 0);
                assert.equal(await page.locator(".seats").isVisible(), true);
                assert.equal(await page.locator("ol.sources li:visible").count() > 0, true);
            }));
    }

    test("a roundup leaves its tools behind", () =>
        opened(ARTICLE, async (page) => {
            await page.emulateMedia({ colorScheme: "dark" });
            assert.equal(await page.locator(".acts").isVisible(), true);
            await page.emulateMedia({ media: "print" });
            assert.equal(await page.locator(".acts:visible, nav:visible, button:visible, .sn:visible").count(), 0);
            assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
        }));
});

describe("maps", WORKERS, () => {
    /** The sizes of what `use` brings from the files of the maps. Land is on all of them; the rest need not be. */
    const drawn = (page) =>
        page.evaluate(() =>
            [...document.querySelectorAll("svg.land use.l")].map((use) => {
                const { width, height } = use.getBBox();
                return [use.getAttribute("href"), width, height];
            }));

    const expectDrawn = async (page) => {
        const uses = await drawn(page);
        assert.ok(uses.length > 0);
        for (const [href, width, height] of uses) assert.ok(width > 0 && height > 0, `${href} is empty`);
    };

    test("the numbers on the map are those in the list", () =>
        opened("map/", async (page) => {
            assert.equal(await page.locator("svg.land").count(), 2);
            await expectDrawn(page);
            const { pins, places, strays } = await page.evaluate(() => {
                const texts = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent);
                const strays = [...document.querySelectorAll(".pins circle")].filter((pin) => {
                    const [box, plot] = [pin.getBoundingClientRect(), pin.closest(".plot").getBoundingClientRect()];
                    return box.left < plot.left || box.right > plot.right || box.top < plot.top || box.bottom > plot.bottom;
                });
                return { pins: texts(".pins text.n"), places: texts(".place > b").map(Number), strays: strays.length };
            });
            // One pin, such as 1–13, stands for what the map of the region has one by one.
            const [ranges, single] = [pins.filter((pin) => pin.includes("–")), pins.filter((pin) => !pin.includes("–")).map(Number)];
            assert.ok(places.length > 20);
            assert.deepEqual(single.toSorted((a, b) => a - b), places);
            assert.equal(ranges.length, 1);
            const [from, to] = ranges[0].split("–").map(Number);
            assert.ok(from >= 1 && from < to && places.includes(to), ranges[0]);
            assert.equal(strays, 0);
        }));

    test("a journey is a line through its places", () =>
        opened("trips/trump-asia-2025-10/", async (page) => {
            await expectDrawn(page);
            const { length, gaps } = await page.evaluate(() => {
                const path = document.querySelector("svg.land path.r");
                const svg = path.ownerSVGElement;
                const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
                const edge = svg.getBoundingClientRect();
                const total = path.getTotalLength();
                const points = Array.from({ length: 801 }, (_, i) => path.getPointAtLength((total * i) / 800));
                const gaps = [...document.querySelectorAll(".pins circle")].map((pin) => {
                    const box = pin.getBoundingClientRect();
                    const [x, y] = [(box.left + box.right) / 2 - edge.left, (box.top + box.bottom) / 2 - edge.top];
                    return Math.min(...points.map((point) => Math.hypot(point.x * scale - x, point.y * scale - y)));
                });
                return { length: total, gaps };
            });
            assert.ok(length > 100);
            assert.equal(gaps.length, 4);
            for (const gap of gaps) assert.ok(gap < 4, `a place lies ${gap} px off the line`);
        }));
});
