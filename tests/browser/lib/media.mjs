// The same page for other eyes: written from right to left, in forced colours, on paper.

import { overflowProblems } from "./layout.mjs";

/** Whether the page still fits when everything in it runs from right to left. */
export async function rightToLeftProblems(page) {
    await page.evaluate(() => (document.documentElement.dir = "rtl"));
    const problems = await overflowProblems(page);
    return problems.map((problem) => `from right to left: ${problem}`);
}

/** Turns a loaded page to forced colours, and to paper; what it has to say about that, the view collects. */
export async function otherMedia(page) {
    await page.emulateMedia({ forcedColors: "active" });
    await page.waitForTimeout(50);
    await page.emulateMedia({ forcedColors: "none", media: "print" });
    await page.pdf();
}
