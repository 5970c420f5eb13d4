// A tab on the preview, with everything written down that an editor must never see in passing.

import { openView } from "../../lib/view.mjs";
import { LIMIT } from "./serve.mjs";

/** Opens a page of a preview and waits until the preview has settled on it. */
export async function openTab(browser, preview, path, options = {}) {
    const view = await openView(browser, preview.origin, options);
    const { page } = view;
    page.setDefaultTimeout(LIMIT);
    const answers = [];
    page.on("response", (response) => answers.push(`${response.status()} ${new URL(response.url()).pathname}`));
    await page.goto(preview.url(path));
    await settle(page);
    return {
        page,
        problems: view.take,
        close: view.close,
        /** All answers so far that are no page, and hands over a clean sheet. */
        failures: () => answers.splice(0).filter((answer) => !answer.startsWith("200 ")),
    };
}

/** Until the preview's script is at work; marks the page, so that a reload is seen, and watches what opens over it. */
export async function settle(page) {
    await page.locator("summitry-preview .badge").waitFor();
    await page.evaluate(async () => {
        await document.fonts.ready;
        // The page as it was sent has been asked for once the script has run; it is patched from then on.
        window.isUntouched = true;
        window.opened = [];
        const { shadowRoot } = document.querySelector("summitry-preview");
        const note = ({ target }) => {
            const isOpen = target.localName === "dialog" ? target.open : !target.hidden;
            if (isOpen) window.opened.push(target.className);
        };
        const observer = new MutationObserver((records) => records.forEach(note));
        for (const target of shadowRoot.querySelectorAll(".overlay, .notice")) {
            observer.observe(target, { attributeFilter: ["open", "hidden"] });
        }
    });
}

/** Whether the page was never loaded again since it settled. */
export const isUntouched = (page) => page.evaluate(() => window.isUntouched === true);
/** What was opened over the page since it settled, were it for a moment. */
export const opened = (page) => page.evaluate(() => window.opened);
/** Until a text stands somewhere on the page. */
export const shows = (page, text) =>
    page.waitForFunction((text) => document.body?.textContent.includes(text), text, { timeout: LIMIT });
export const overlayOf = (page) => page.locator("summitry-preview dialog.overlay");
export const noticeOf = (page) => page.locator("summitry-preview .notice");
