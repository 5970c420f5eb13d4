// One page in one window, with everything written down that a visitor must never see.

/** The windows that every page is looked at in. */
export const WINDOWS = [
    { width: 1440, height: 900 },
    { width: 768, height: 1024 },
    { width: 390, height: 844 },
    { width: 320, height: 640 },
];

/** The colour schemes that every page is looked at in. */
export const SCHEMES = ["light", "dark"];

/**
 * Opens an empty window. `problems` fills by itself with console messages, script errors, requests
 * that fail and requests to other hosts; `take()` hands them over and starts afresh.
 */
export async function openView(browser, origin, options = {}) {
    const context = await browser.newContext({ viewport: WINDOWS[0], serviceWorkers: "block", ...options });
    const page = await context.newPage();
    let problems = [];
    context.on("console", (message) => {
        const { url, lineNumber } = message.location();
        const place = url ? ` (${url.replace(origin, "")}:${lineNumber + 1})` : "";
        problems.push(`console ${message.type()}: ${message.text()}${place}`);
    });
    context.on("weberror", (error) => problems.push(`script error: ${error.error().message}`));
    context.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(`${origin}/`) && !url.startsWith("data:") && !url.startsWith("blob:")) {
            problems.push(`request to another host: ${url}`);
        }
    });
    context.on("requestfailed", (request) => {
        const [path, reason] = [request.url().replace(origin, ""), request.failure()?.errorText];
        // Leaving a page ends what it was still asking for; that is no fault of the page.
        if (reason !== "net::ERR_ABORTED") problems.push(`request failed: ${path} (${reason})`);
    });
    context.on("response", (response) => {
        if (response.status() >= 400) {
            problems.push(`request failed: ${response.url().replace(origin, "")} (${response.status()})`);
        }
    });
    return {
        page,
        take() {
            const taken = problems;
            problems = [];
            return taken;
        },
        close: () => context.close(),
    };
}
