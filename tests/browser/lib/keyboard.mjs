// A page in the hands of somebody without a mouse.

/** So many steps are taken through a page; on longer ones the end is tried by itself. */
const STEPS = 400;

/** What the page itself can tell; runs before its scripts. */
function helpers() {
    const SELECTOR =
        "a[href], area[href], button, input, select, textarea, summary, audio[controls], video[controls], iframe, [tabindex], [contenteditable]";
    const look = (element) => {
        const style = getComputedStyle(element);
        const outline =
            style.outlineStyle === "none" || parseFloat(style.outlineWidth) === 0
                ? "none"
                : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
        const border = ["Top", "Right", "Bottom", "Left"]
            .map((side) => `${style[`border${side}Style`]} ${style[`border${side}Width`]} ${style[`border${side}Color`]}`)
            .join();
        return { outline, border };
    };
    const name = (element) => {
        if (!element) return "nothing";
        const label = (element.getAttribute("aria-label") ?? element.textContent).trim().replace(/\s+/g, " ");
        const classes = [...element.classList].map((name) => `.${name}`).join("");
        return `${element.localName}${classes} “${label.slice(0, 40)}”`;
    };
    const shown = (element) =>
        element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

    window.keyboard = {
        name,
        shown,
        /** Remembers all that Tab should reach, and how it looks without focus. */
        start() {
            this.all = [...document.querySelectorAll(SELECTOR)].filter(
                (element) => element.tabIndex >= 0 && !element.matches(":disabled, [inert] *") && shown(element),
            );
            this.looks = new Map(this.all.map((element) => [element, look(element)]));
            this.seen = new Set();
            this.last = null;
            return {
                count: this.all.length,
                ordered: this.all.filter((element) => element.tabIndex > 0).map(name),
            };
        },
        /** Judges the element that has the focus now. */
        step() {
            const element = document.activeElement;
            if (!element || element === document.body || element === document.documentElement) return { end: true };
            // A field for a date has stops of its own within.
            if (element === this.last && element.matches("input[type=date]")) return { problems: [] };
            if (this.seen.has(element)) return { end: true, back: name(element), first: element === this.all[0] };
            const problems = [];
            const say = (what) => problems.push(`keyboard: ${name(element)} ${what}`);
            if (this.last && !(this.last.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)) {
                say(`comes after ${name(this.last)}, against the order of the page`);
            }
            const boxes = [...element.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
            const inside = boxes.filter(
                (box) => box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
            );
            if (boxes.length === 0 || !shown(element)) say("has the focus and cannot be seen");
            else if (inside.length === 0) say("has the focus outside of the window");
            else {
                // Enough if one of its boxes is free in one of three places.
                const hits = inside.flatMap((box) =>
                    [0.5, 0.1, 0.9].map((part) => {
                        const x = Math.min(Math.max(box.left + box.width * part, 0), innerWidth - 1);
                        const y = Math.min(Math.max((box.top + box.bottom) / 2, 0), innerHeight - 1);
                        return document.elementFromPoint(x, y);
                    }),
                );
                if (!hits.some((hit) => hit && (element.contains(hit) || hit.contains(element)))) {
                    say(`has the focus and is covered by ${name(hits.find(Boolean))}`);
                }
            }
            const [before, now] = [this.looks.get(element), look(element)];
            const marked =
                before ? before.outline !== now.outline || before.border !== now.border : now.outline !== "none";
            if (!marked) say("looks the same with the focus as without");
            this.seen.add(element);
            this.last = element;
            return { problems };
        },
        /** What Tab should have reached and did not. Of a group of radio buttons it reaches one. */
        missed() {
            return this.all
                .filter((element) => !this.seen.has(element) && element.type !== "radio" && shown(element))
                .map(name);
        },
        /** What lies open over the page. */
        open() {
            const layers =
                "dialog[open], [popover], [role=dialog], [role=alertdialog], [role=tooltip], [role=menu], [role=listbox], [data-layer], .card";
            const controlled = [...document.querySelectorAll("[aria-expanded=true][aria-controls]")].map((element) =>
                document.getElementById(element.getAttribute("aria-controls")),
            );
            return [...document.querySelectorAll(layers), ...controlled].filter((layer) => layer && shown(layer)).map(name);
        },
    };
}

/** The first stop must be a link to the main part, and it must lead there. */
async function skipLinkProblems(page) {
    await page.keyboard.press("Tab");
    const skip = await page.evaluate(() => {
        const link = document.activeElement;
        const target = link?.hash ? document.getElementById(link.hash.slice(1)) : null;
        const box = link?.getBoundingClientRect();
        return {
            name: window.keyboard.name(link),
            leads: Boolean(target && document.querySelector("main")?.contains(target)),
            seen: Boolean(box && box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0),
        };
    });
    if (!skip.leads) return [`keyboard: Tab reaches ${skip.name} first, which is no link to the main part`];
    const problems = skip.seen ? [] : [`keyboard: the skip link ${skip.name} cannot be seen when it has the focus`];
    await page.keyboard.press("Enter");
    if (await page.evaluate(() => document.activeElement === document.querySelector("main"))) return problems;
    // A target that takes no focus itself must still be where Tab goes on from.
    await page.keyboard.press("Tab");
    const next = await page.evaluate(() => {
        const [main, element] = [document.querySelector("main"), document.activeElement];
        const fits = main.contains(element) || element === document.body ||
            main.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
        return fits ? null : window.keyboard.name(element);
    });
    if (next) problems.push(`keyboard: after the skip link, Tab reaches ${next}, which lies before the main part`);
    return problems;
}

/** Tab from the first element to the last and out. */
async function walkProblems(page) {
    const { count, ordered } = await page.evaluate(() => window.keyboard.start());
    const problems = ordered.map((name) => `keyboard: ${name} has a tabindex above 0`);
    let state = {};
    let steps = 0;
    while (!state.end && steps < STEPS) {
        await page.keyboard.press("Tab");
        state = await page.evaluate(() => window.keyboard.step());
        problems.push(...(state.problems ?? []));
        steps += 1;
    }
    if (!state.end) {
        await page.evaluate(() => window.keyboard.all.at(-1).focus());
        await page.keyboard.press("Tab");
        const out = await page.evaluate(() => {
            const element = document.activeElement;
            const { all, name } = window.keyboard;
            return element === document.body || element === all[0] ? null : name(element);
        });
        if (out) problems.push(`keyboard: after the last of ${count} elements, Tab stays in the page at ${out}`);
        return problems;
    }
    const missed = await page.evaluate(() => window.keyboard.missed());
    if (state.back && !state.first) {
        problems.push(`keyboard: a trap, Tab leads back to ${state.back} after ${steps} steps`);
    } else {
        problems.push(...missed.map((name) => `keyboard: Tab never reaches ${name}`));
    }
    return problems;
}

/** What opens over the page on focus or Enter must go away on Escape, and leave the focus where it was. */
async function escapeProblems(page) {
    const problems = [];
    const triggers = await page.$$(
        "[aria-haspopup], [popovertarget], button[aria-expanded][aria-controls], a[data-card]",
    );
    // Of the links with a card, one stands for all.
    let cards = 0;
    for (const trigger of triggers) {
        if (!(await trigger.isVisible())) continue;
        const isCard = await trigger.evaluate((element) => element.matches("a[data-card]"));
        if (isCard && cards++ > 0) continue;
        const before = await page.evaluate(() => window.keyboard.open());
        await trigger.focus();
        if (!isCard) await page.keyboard.press("Enter");
        await page.waitForTimeout(400);
        const opened = (await page.evaluate(() => window.keyboard.open())).filter((name) => !before.includes(name));
        if (opened.length === 0) continue;
        await page.keyboard.press("Escape");
        await page.waitForTimeout(50);
        const after = await page.evaluate(() => window.keyboard.open());
        for (const name of opened.filter((name) => after.includes(name))) {
            problems.push(`keyboard: Escape does not close ${name}`);
        }
        if (!(await trigger.evaluate((element) => element === document.activeElement))) {
            const label = await trigger.evaluate((element) => window.keyboard.name(element));
            problems.push(`keyboard: Escape takes the focus away from ${label}`);
        }
    }
    return problems;
}

/** Everything that a keyboard alone meets on a page: skip link, every stop, the way out, Escape. */
export async function keyboardProblems(page, url) {
    await page.addInitScript(helpers);
    await page.emulateMedia({ reducedMotion: "reduce" });
    const problems = [];
    for (const check of [skipLinkProblems, walkProblems, escapeProblems]) {
        await page.goto("about:blank");
        await page.goto(url, { waitUntil: "load" });
        problems.push(...(await check(page)));
    }
    return problems;
}
