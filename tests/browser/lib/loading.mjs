// What happens between the request and the finished page: moving, waiting, weighing.

/** How long fonts are kept back, in milliseconds, and when text must be there without them. */
const FONTS_AFTER = 1000;
const TEXT_AFTER = 300;

/** The sum of all layout shifts of a page that is taken for none. */
const SHIFT_ALLOWED = 0;

/** Keeps the shifts of a page, with the elements that moved. Runs in the page before its own scripts. */
export function recordShifts() {
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const { value, hadRecentInput, sources } of list.getEntries()) {
            if (hadRecentInput) continue;
            const moved = sources.map(({ node, previousRect, currentRect }) => {
                const element = node?.nodeType === 1 ? node : node?.parentElement;
                const name = element ? element.localName + [...element.classList].map((c) => `.${c}`).join("") : "?";
                const [from, to] = [previousRect, currentRect].map((r) => [r.x, r.y, r.width, r.height].map((n) => Math.round(n * 10) / 10).join(" "));
                return `${name} from ${from} to ${to}`;
            });
            window.shifts.push({ value, moved });
        }
    }).observe({ type: "layout-shift", buffered: true });
}

/** Whether hiding an element changes the picture, which it does only if the element was painted. */
async function isPainted(page, session, selector) {
    const clip = await page.evaluate((selector) => {
        const element = [...document.querySelectorAll(selector)].find(
            (element) => element.textContent.trim() && element.checkVisibility() && element.clientHeight > 0,
        );
        if (!element) return null;
        element.dataset.painted = "?";
        const { x, y, width, height } = element.getBoundingClientRect();
        return { x: x + scrollX, y: y + scrollY, width, height, scale: 1 };
    }, selector);
    if (!clip) return true;
    // Not the screenshot of Playwright, which waits for fonts.
    const picture = async () => (await session.send("Page.captureScreenshot", { clip, captureBeyondViewport: true })).data;
    const before = await picture();
    await page.evaluate(() => (document.querySelector("[data-painted]").style.visibility = "hidden"));
    const after = await picture();
    await page.evaluate(() => {
        const element = document.querySelector("[data-painted]");
        element.style.visibility = "";
        delete element.dataset.painted;
    });
    return before !== after;
}

/** The shifts that a page has recorded, as a problem, if there are more than may be. */
export async function shiftProblems(page) {
    const shifts = await page.evaluate(() => window.shifts);
    const sum = shifts.reduce((sum, { value }) => sum + value, 0);
    if (sum <= SHIFT_ALLOWED) return [];
    const moved = shifts.flatMap(({ moved }) => moved);
    const more = moved.length > 4 ? `\n    and ${moved.length - 4} more` : "";
    return [`layout shift of ${sum.toFixed(8)}:\n    ${moved.slice(0, 4).join("\n    ")}${more}`];
}

/** What moves while a page is opened and `settled` is awaited. */
export async function movingProblems(page, url, settled = () => page.waitForTimeout(300)) {
    await page.addInitScript(recordShifts);
    await page.goto(url, { waitUntil: "load" });
    await settled();
    return shiftProblems(page);
}

/** Loads a page whose fonts are kept back while something is done. */
async function withoutFonts(page, server, path, meanwhile) {
    const release = server.holdFonts();
    try {
        await page.goto("about:blank");
        await page.goto(server.url(path), { waitUntil: "domcontentloaded" });
        // The clock starts when the style sheets are there and the page is drawn for the first time.
        await page.evaluate(
            () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn()))),
        );
        await meanwhile();
    } finally {
        release();
    }
    await page.waitForLoadState("load");
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/**
 * Loads a page from a server that keeps its fonts back. Text must be painted before they come,
 * and nothing may move at any time. That takes two visits: pictures disturb the measuring.
 */
export async function loadingProblems(page, server, path) {
    const problems = [];
    const session = await page.context().newCDPSession(page);
    await withoutFonts(page, server, path, async () => {
        await page.waitForTimeout(TEXT_AFTER);
        for (const selector of ["h1", "main p", "header a"]) {
            if (!(await isPainted(page, session, selector))) {
                problems.push(`no text before the fonts are there: ${selector} is blank after ${TEXT_AFTER} ms`);
            }
        }
    });
    await session.detach();

    await page.addInitScript(recordShifts);
    await withoutFonts(page, server, path, () => page.waitForTimeout(FONTS_AFTER));
    await page.waitForTimeout(300);
    return [...problems, ...(await shiftProblems(page))];
}

/**
 * What a first visit to a page costs, in bytes before compression. A file that is asked for twice counts once: hosts
 * let browsers keep it (GitHub Pages for ten minutes), only the server of these tests does not.
 */
export async function weigh(page, url) {
    const weight = { html: 0, css: 0, script: 0, font: 0, other: 0, total: 0 };
    const kinds = { document: "html", stylesheet: "css", script: "script", font: "font" };
    const bodies = [];
    const seen = new Set();
    page.on("response", (response) => {
        if (seen.has(response.url())) return;
        seen.add(response.url());
        const kind = kinds[response.request().resourceType()] ?? "other";
        bodies.push(
            response.body().then((body) => {
                weight[kind] += body.length;
                weight.total += body.length;
            }),
        );
    });
    await page.goto(url, { waitUntil: "load" });
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.waitForLoadState("networkidle");
    await Promise.all(bodies);
    return weight;
}

/** How heavy a page may be, in bytes: maps carry their land with them. */
export function limitsOf(kind) {
    return { total: kind === "map" ? 250_000 : 150_000, script: 10_000 };
}

/** Whether a page is heavier than it may be. */
export function weightProblems(weight, limits) {
    return Object.keys(limits)
        .filter((what) => weight[what] > limits[what])
        .map((what) => `too heavy: ${what} is ${weight[what]} bytes, ${limits[what]} are allowed`);
}
