// Search: the index, asked while one types; what stays without it; the page without scripts.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { axeProblems } from "./lib/axe.mjs";
import { overflowProblems } from "./lib/layout.mjs";
import { recordShifts, shiftProblems } from "./lib/loading.mjs";
import { serve } from "./lib/server.mjs";
import { WORKERS, setUp } from "./lib/setup.mjs";
import { builtVariant } from "./lib/site.mjs";
import { WINDOWS, openView } from "./lib/view.mjs";

const { folder, prefix, server, browser } = await setUp();

/** The same site at the root of its host, and the site without an index. */
const root = await serve(builtVariant("https://example.org/", ["--without", "share-cards"]), "/");
const plain = await serve(builtVariant("https://example.org/", ["--without", "search", "--without", "share-cards"]), "/");
after(() => Promise.all([root.close(), plain.close()]));

/** Opens the search page of a site, hands it over, and sees to it that nothing was said in the console. */
async function openedAt(host, query, act, options = {}, before = undefined) {
    const view = await openView(browser, host.origin, options);
    try {
        await before?.(view.page);
        await view.page.goto(host.url(`${host.prefix}search/${query}`), { waitUntil: "load" });
        await act(view.page, view);
        assert.deepEqual(view.take(), []);
    } finally {
        await view.close();
    }
}

const opened = (query, act, options, before) => openedAt(server, query, act, options, before);
const openedPlain = (query, act, options) => openedAt(plain, query, act, options);

const hits = (page) => page.locator("[data-hits] > li");
const status = (page) => page.locator("output[for=q]");
const params = (page) => Object.fromEntries(new URL(page.url()).searchParams);

/** Waits until the page has answered what the field and the filters ask. */
async function answered(page) {
    const query = (await page.locator("#q").inputValue()).trim();
    await page.waitForFunction(
        (asked) => {
            const said = document.querySelector("output[for=q]").textContent;
            return !document.querySelector("[aria-busy]") && (asked ? said.includes(`“${asked}”`) : said !== "");
        },
        query,
    );
}

async function ask(page, query) {
    await page.locator("#q").fill(query);
    await answered(page);
}

/** Addresses of the hits that are shown, from the root of the site. */
const found = (page, at = prefix) =>
    hits(page).locator("h2 a").evaluateAll((links, from) => links.map((link) => new URL(link.href).pathname.slice(from.length) + new URL(link.href).hash), at);

const number = async (page) => Number((await status(page).textContent()).match(/”?: ([\d,]+) \(/)?.[1]?.replace(",", "") ?? 0);

describe("what is found", WORKERS, () => {
    // The query, what stands first, what else is found on the first page, and how many finds at most.
    const QUERIES = [
        ["高市", "leaders/sanae-takaichi/", "summits/trump-takaichi-washington-2026/", 20],
        ["高市早苗", "leaders/sanae-takaichi/", "articles/takaichi-first-five-months/", 20],
        ["早苗", "leaders/sanae-takaichi/", null, 20],
        ["习近平", "leaders/xi-jinping/", "articles/trump-xi-seven-meetings/", 30],
        ["이재명", "leaders/lee-jae-myung/", "summits/takaichi-lee-nara-2026/", 15],
        ["재명", "leaders/lee-jae-myung/", null, 15],
        ["Zelensky", "leaders/volodymyr-zelenskyy/", "summits/white-house-ukraine-2025/", 10],
        ["zelenský", "leaders/volodymyr-zelenskyy/", null, 10],
        ["ЗЕЛЕНСЬКИЙ", "leaders/volodymyr-zelenskyy/", null, 10],
        ["горбачев", "leaders/mikhail-gorbachev/", null, 15],
        ["मोदी", "leaders/narendra-modi/", null, 40],
        ["Shinzō Abe", "leaders/shinzo-abe/", null, 40],
        ["ＳＨＩＮＺＯ", "leaders/shinzo-abe/", null, 40],
        ["Trump", "leaders/donald-trump/", null, 200],
        ["japan", "countries/jp/", null, 200],
        ["rare earths", null, "summits/trump-xi-busan-2025/#outcome-busan-2025-rare-earths", 20],
        ['"rare earths"', null, "summits/trump-takaichi-tokyo-2025/#outcome-tokyo-2025-minerals", 20],
        ["xi trump osaka", "summits/trump-xi-osaka-2019/", null, 20],
        ["reykjavík 1986", "summits/reagan-gorbachev-reykjavik-1986/", null, 10],
        ["bùsán", "summits/trump-xi-busan-2025/", null, 40],
        ["APEC", null, "events/apec-2025-gyeongju/", 40],
        ["zzzqqq", null, null, 0],
    ];

    for (const host of [server, root]) {
        test(`${QUERIES.length} queries under ${host.prefix}`, () =>
            openedAt(host, "", async (page) => {
                for (const [query, first, other, most] of QUERIES) {
                    await ask(page, query);
                    const addresses = await found(page, host.prefix);
                    const n = await number(page);
                    assert.ok(n <= most && (n > 0) === (most > 0), `${query}: ${n}`);
                    if (first) assert.equal(addresses[0], first, query);
                    if (other) assert.ok(addresses.includes(other), `${query} finds ${addresses}`);
                    assert.equal(params(page).q, query);
                    assert.equal(addresses.length, Math.min(n, 20));
                    assert.equal(await page.locator("[data-plain]").isVisible(), false);
                    if (!n) assert.equal(await status(page).textContent(), `Nothing found for “${query}”`);
                }
                await page.locator("#q").fill("");
                await page.locator("[data-plain]").waitFor();
                assert.deepEqual([await hits(page).count(), await status(page).textContent(), params(page)], [0, "", {}]);
            }));
    }

    test("a hit shows what it is, its day, its own script, and where the words stand", () =>
        opened("?q=高市", async (page) => {
            await answered(page);
            const first = hits(page).first();
            assert.match(await first.locator(".meta").textContent(), /^Leader, Japan$/);
            assert.equal(await first.locator("bdi.native").getAttribute("lang"), "ja");
            assert.equal(await first.locator("bdi.native").textContent(), "高市早苗");
            await ask(page, "rare earths");
            assert.ok((await hits(page).locator("p.what mark").count()) > 0);
            assert.match((await hits(page).locator(".meta").allTextContents()).join(), /Commitment, .*30 October 2025, Trump–Xi, Busan/);
            const response = await page.request.get(await hits(page).first().locator("a").evaluate((link) => link.href));
            assert.equal(response.status(), 200);
        }));

    test("every letter narrows, and the last one counts", () =>
        opened("", async (page) => {
            await page.locator("#q").pressSequentially("takaichi", { delay: 30 });
            await answered(page);
            const all = await found(page);
            assert.equal(all[0], "leaders/sanae-takaichi/");
            await ask(page, "taka");
            assert.equal((await found(page))[0], "leaders/sanae-takaichi/");
            // One go of typing is one entry of the history.
            assert.deepEqual(params(page), { q: "taka" });
            await page.goBack();
            await page.locator("[data-plain]").waitFor();
            assert.equal(await page.locator("#q").inputValue(), "");
        }));

    test("a query is text and nothing else", () =>
        opened(`?q=${encodeURIComponent("<img src=x onerror=document.title='oh'>")}`, async (page) => {
            await answered(page);
            await ask(page, '"><svg onload=alert(1)> <mark>Busan</mark>');
            await ask(page, "javascript:alert(1)");
            await ask(page, "\\ [ ( * + ? {");
            assert.notEqual(await page.title(), "oh");
            assert.equal(await page.locator("main img, main svg[onload]").count(), 0);
        }));
});

describe("filters", WORKERS, () => {
    const choose = async (page, name, value) => {
        await page.locator(`[name=${name}]`).selectOption(value);
        await answered(page);
    };

    test("narrow down, live in the address, and say what is left", () =>
        opened("?q=trump", async (page) => {
            await answered(page);
            const all = await number(page);
            const offered = await page.locator("[name=kind] option[value=Meetings]").textContent();
            await choose(page, "kind", "Meetings");
            const meetings = await number(page);
            assert.ok(meetings > 0 && meetings < all);
            assert.equal(offered, `Meetings (${meetings})`);
            assert.deepEqual(params(page), { q: "trump", kind: "Meetings" });
            assert.ok((await found(page)).every((address) => address.startsWith("summits/")));
            await choose(page, "country", "Japan");
            await choose(page, "year", "2025");
            assert.deepEqual(params(page), { q: "trump", kind: "Meetings", country: "Japan", year: "2025" });
            assert.ok((await found(page)).includes("summits/trump-takaichi-tokyo-2025/"));
            // The other kinds are counted as if the kind were open, the other filters as they are.
            assert.match(await page.locator("[name=kind] option[value=Meetings]").textContent(), new RegExp(`\\(${await number(page)}\\)`));
            assert.ok((await page.locator("[name=kind] option:disabled").count()) > 0);
            await page.goBack();
            await page.waitForFunction(() => document.querySelector("[name=year]").value === "");
            await page.goBack();
            await page.goBack();
            await page.waitForFunction((n) => document.querySelector("output[for=q]").textContent.includes(`: ${n} (`), all);
            assert.equal(await page.locator("[name=kind]").inputValue(), "");
            await page.goForward();
            await page.waitForFunction((n) => document.querySelector("output[for=q]").textContent.includes(`: ${n} (`), meetings);
        }));

    test("work without a query", () =>
        opened("?kind=Countries", async (page) => {
            await answered(page);
            assert.equal(await page.locator("[name=kind]").inputValue(), "Countries");
            assert.ok((await found(page)).every((address) => address.startsWith("countries/")));
            assert.match(await status(page).textContent(), /^Results: \d+ \(Countries \d+\)$/);
        }));

    test("an address with a choice that there is not asks without it", () =>
        opened("?q=busan&kind=Nothing&year=%3Cscript%3E", async (page) => {
            await answered(page);
            assert.ok((await number(page)) > 5);
        }));
});

describe("in other hands", WORKERS, () => {
    test("more results follow by keyboard, and the first new one has the focus", () =>
        opened("?q=trump", async (page) => {
            await answered(page);
            assert.equal(await hits(page).count(), 20);
            await page.locator("[data-more] button").focus();
            await page.keyboard.press("Enter");
            await page.waitForFunction(() => document.querySelectorAll("[data-hits] > li").length === 40);
            assert.equal(await hits(page).nth(20).locator("a").evaluate((link) => link === document.activeElement), true);
            // They are there again after a link was followed and left.
            await page.goto(server.url(prefix));
            await page.goBack();
            await page.waitForFunction(() => document.querySelectorAll("[data-hits] > li").length === 40);
        }));

    test("from the field through the filters to the hits by Tab, Enter asks", () =>
        opened("", async (page) => {
            await page.locator("#q").focus();
            await page.keyboard.type("busan");
            await page.keyboard.press("Enter");
            await answered(page);
            assert.equal(await page.evaluate(() => document.activeElement.id), "q");
            const stops = [];
            for (let i = 0; i < 7; i++) {
                await page.keyboard.press("Tab");
                stops.push(await page.evaluate(() => document.activeElement.name || document.activeElement.tagName));
            }
            assert.deepEqual(stops, ["BUTTON", "kind", "pillar", "country", "year", "A", "A"]);
        }));

    for (const window of [WINDOWS[0], WINDOWS[3]]) {
        test(`nothing for axe, nothing sideways, nothing moves at ${window.width}`, () =>
            opened("?q=trump", async (page) => {
                await answered(page);
                assert.deepEqual(await shiftProblems(page), []);
                assert.deepEqual(await axeProblems(page), []);
                assert.deepEqual(await overflowProblems(page), []);
            }, { viewport: window }, (page) => page.addInitScript(recordShifts)));
    }

    test("without the index the page says so and filters what it lists", async () => {
        const view = await openView(browser, server.origin);
        const { page } = view;
        await page.route("**/pagefind/**", (route) => route.abort());
        await page.goto(server.url(`${prefix}search/?q=busan`));
        await page.locator("[data-fault]").waitFor();
        assert.ok((await page.locator("[data-index] > li:visible").count()) > 0);
        assert.match(await status(page).textContent(), /entries found for “busan”/);
        assert.equal(await page.locator("[data-filters]").isVisible(), false);
        await page.locator("#q").fill("zzzqqq");
        assert.equal(await page.locator("[data-index] > li:visible").count(), 0);
        await view.close();
    });

    test("a policy without WebAssembly is no worse", async () => {
        const strict = await serve(folder, prefix, "default-src 'self'");
        const view = await openView(browser, strict.origin);
        await view.page.goto(strict.url(`${prefix}search/?q=busan`));
        await view.page.locator("[data-fault]").waitFor();
        assert.ok((await view.page.locator("[data-index] > li:visible").count()) > 0);
        await view.close();
        await strict.close();
    });

    test("the index is not loaded before it is asked", async () => {
        const view = await openView(browser, server.origin);
        const requests = [];
        view.page.on("request", (request) => requests.push(request.url()));
        await view.page.goto(server.url(`${prefix}search/`), { waitUntil: "networkidle" });
        assert.deepEqual(requests.filter((url) => url.includes("/pagefind/")), []);
        await view.close();
    });

    test("without scripts everything is listed and no filter is shown", () =>
        opened("?q=busan", async (page) => {
            assert.ok((await page.locator("[data-index] > li:visible").count()) > 200);
            assert.equal(await page.locator("[data-filters], [data-hits], [data-more], [data-fault]").filter({ visible: true }).count(), 0);
        }, { javaScriptEnabled: false }));
});

describe("a site without an index", WORKERS, () => {
    const entries = (page) => page.locator("[data-index] > li:visible");

    // The query, an entry that it must find, and how many at most: a list that nobody filtered has 238.
    const QUERIES = [
        ["高市", "leaders/sanae-takaichi", 40],
        ["习近平", "leaders/xi-jinping", 40],
        ["習近平", "leaders/xi-jinping", 2],
        ["이재명", "leaders/lee-jae-myung", 20],
        ["Zelensky", "leaders/volodymyr-zelenskyy", 20],
        ["zelenský", "leaders/volodymyr-zelenskyy", 20],
        ["ЗЕЛЕНСЬКИИ", "leaders/volodymyr-zelenskyy", 20],
        ["горбачев", "leaders/mikhail-gorbachev", 20],
        ["gorbacev", "leaders/mikhail-gorbachev", 2],
        ["मोदी", "leaders/narendra-modi", 30],
        ["อนุทิน", "leaders/anutin-charnvirakul", 5],
        ["shinzo abe", "leaders/shinzo-abe", 40],
        ["Shinzō", "leaders/shinzo-abe", 40],
        ["ＳＨＩＮＺＯ", "leaders/shinzo-abe", 40],
        ["busan", "summits/trump-xi-busan-2025", 30],
        ["bùsán", "summits/trump-xi-busan-2025", 30],
        ["xi trump osaka", "summits/trump-xi-osaka-2019", 3],
        ["tariff", "#outcome-buenos-aires-2018-tariff-pause", 40],
        ["hokkaido", null, 0],
        ["reykjavík", "summits/reagan-gorbachev-reykjavik-1986", 10],
        ["1986", "summits/reagan-gorbachev-reykjavik-1986", 10],
        ["  Japan   1 dec ", null, 60],
    ];

    test(`${QUERIES.length} queries, in any script, with and without accents`, () =>
        openedPlain("", async (page) => {
            const total = await entries(page).count();
            for (const [query, target, most] of QUERIES) {
                await page.locator("#q").fill(query);
                const shown = await entries(page).count();
                assert.ok(shown <= most, `${query}: ${shown}`);
                if (target) assert.ok(await entries(page).locator(`a[href*="${target}"]`).count(), `${query} does not find ${target}`);
                const words = `“${query.trim()}”`;
                assert.equal(
                    await page.locator("output[for=q]").textContent(),
                    shown ? `${shown} of ${total} entries found for ${words}` : `Nothing found for ${words}`,
                );
                assert.equal(new URL(page.url()).searchParams.get("q"), query.trim());
                // A heading is shown with its entries, and only then.
                const empty = await page.evaluate(() => [...document.querySelectorAll("[data-group]")].filter(
                    (group) => group.checkVisibility() !== [...group.querySelectorAll("[data-index] > li")].some((item) => item.checkVisibility())).length);
                assert.equal(empty, 0);
            }
            await page.locator("#q").fill("");
            assert.equal(await entries(page).count(), total);
            assert.equal(await page.locator("output[for=q]").textContent(), "");
            assert.equal(await page.locator("mark").count(), 0);
        }));

    test("an address searches, and hits are marked", () =>
        openedPlain(`?q=${encodeURIComponent("горбачев")}`, async (page) => {
            assert.equal(await page.locator("#q").inputValue(), "горбачев");
            assert.equal(await entries(page).count() < 20, true);
            assert.deepEqual(await page.locator("#leader ~ *, [aria-labelledby=leader] mark").allTextContents(), ["Горбачёв"]);
        }));

    test("without scripts everything is listed", () =>
        openedPlain("?q=busan", async (page) => {
            const all = await page.locator("[data-index] > li").count();
            assert.ok(all > 200);
            assert.equal(await entries(page).count(), all);
        }, { javaScriptEnabled: false }));
});
