// A page in a browser that runs no scripts.

import { existsSync, readFileSync } from "node:fs";
import { fileOf } from "./server.mjs";

/** Headings, paragraphs and list items that are there to be read, but for what belongs to scripts. */
function texts() {
    return [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6, p, li, th, td, dt, dd)")]
        .filter((element) => !element.closest(".js-only, output, [aria-live]") && element.checkVisibility())
        .map((element) => element.textContent.trim().replace(/\s+/g, " "))
        .filter(Boolean);
}

/** The visible text of a page as somebody with scripts sees it. */
export const visibleTexts = (page) => page.evaluate(texts);

/**
 * What somebody without scripts misses on a loaded page: text that others see, and controls that
 * cannot work.
 */
export async function noScriptProblems(page, textsWithScripts) {
    const problems = [];
    const without = await page.evaluate(texts);
    if (without.length === 0) problems.push("without scripts: the main part is empty");
    const there = new Set(without);
    for (const text of new Set(textsWithScripts)) {
        if (!there.has(text)) problems.push(`without scripts: this is missing: “${text.slice(0, 80)}”`);
    }
    const shown = await page.evaluate(() =>
        [...document.querySelectorAll(".js-only")]
            .filter((element) => element.checkVisibility({ visibilityProperty: true }))
            .map((element) => element.outerHTML.slice(0, 80)),
    );
    problems.push(...shown.map((html) => `without scripts: this can be seen and cannot work: ${html}`));
    return problems;
}

/**
 * Links within the site whose file, or whose place in it, does not exist; and whether following
 * one works. The page is left by that.
 */
export async function linkProblems(page, server) {
    const links = await page.evaluate(() => [...new Set([...document.links].map((link) => link.href))]);
    const dead = links.filter((href) => {
        const url = new URL(href);
        if (url.origin !== server.origin) return false;
        const file = fileOf(server.folder, server.prefix, url.pathname);
        if (!file || !existsSync(file)) return true;
        const id = decodeURIComponent(url.hash.slice(1));
        return id !== "" && !ids(file).has(id);
    });
    const problems = dead.map((href) => `without scripts: a dead link, ${href.replace(server.origin, "")}`);

    // One link is followed as a visitor would.
    const link = page.locator("main a[href^='/']:visible, header a[href^='/']:visible").first();
    if (await link.count()) {
        const target = await link.evaluate((element) => element.href);
        await link.click();
        await page.waitForURL(target, { timeout: 3000 }).catch(() => {
            problems.push(`without scripts: a click on the link to ${target} leads to ${page.url()}`);
        });
    }
    return problems;
}

const known = new Map();

/** All ids of a file, read once. */
function ids(file) {
    if (!known.has(file)) {
        const html = readFileSync(file, "utf8");
        known.set(file, new Set([...html.matchAll(/\sid="?([^"\s>]+)/g)].map((match) => match[1])));
    }
    return known.get(file);
}
