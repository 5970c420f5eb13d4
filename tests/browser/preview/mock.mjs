// A server that behaves like `summitry serve` towards the browser, with a site that the test makes up.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { POLICY } from "../lib/server.mjs";

const CLIENT = new URL("../../../src/preview/client/", import.meta.url);
const THEME = new URL("../../../themes/chancery/static/", import.meta.url);

const TYPES = { css: "text/css", js: "text/javascript", json: "application/json", svg: "image/svg+xml" };
const typeOf = (path) => `${TYPES[path.split(".").at(-1)] ?? "text/html"}; charset=utf-8`;
const STANDING = '<!doctype html><html lang="en"><title>Preview</title><body><p>There is no site yet.</p></body></html>';
const NOTHING = "<!doctype html><title>Nothing</title><h1>Nothing here</h1>";

/** A script of the theme, as it is published. */
export const themeScript = (name) => readFileSync(new URL(name, THEME), "utf8");

/** Starts a preview of `files`, by their paths below the base path; `null` where there is no good site yet. */
export async function startPreview(files, { base = "/x/", port = 0, run = "a", news = {} } = {}) {
    const streams = new Set();
    const requests = [];
    let number = 0;
    let site = files;
    let now = tell(news);

    function tell(news) {
        number += 1;
        return {
            version: `${run}${number}`,
            previous: number > 1 ? `${run}${number - 1}` : null,
            base,
            ok: true,
            built: "14:02:11",
            ms: 34,
            changed: [],
            more: 0,
            pages: 3,
            styles: [],
            content: false,
            moved: {},
            follow: null,
            errors: [],
            warnings: [],
            ...news,
        };
    }

    function answer(path) {
        if (path === "_summitry/state") return [200, TYPES.json, JSON.stringify(now)];
        if (/^_summitry\/live\.(js|css)$/.test(path)) {
            return [200, typeOf(path), readFileSync(new URL(path.slice("_summitry/".length), CLIENT))];
        }
        const line = `\n<script src="${base}_summitry/live.js" data-version="${now.version}" defer></script>\n`;
        if (site === null) return [503, typeOf(path), STANDING + line];
        const body = site[path];
        if (body === undefined) return [404, typeOf(""), (site["404.html"] ?? NOTHING) + line];
        return [200, typeOf(path), typeOf(path).startsWith("text/html") ? body + line : body];
    }

    const server = createServer((request, response) => {
        const { pathname } = new URL(request.url, "http://localhost");
        requests.push(pathname);
        const headers = { "Cache-Control": "no-store", "Content-Security-Policy": POLICY };
        if (pathname === `${base}_summitry/events`) {
            response.writeHead(200, { ...headers, "Content-Type": "text/event-stream" });
            response.write(`data: ${JSON.stringify(now)}\n\n`);
            streams.add(response);
            response.on("close", () => streams.delete(response));
            return;
        }
        const [status, type, body] = answer(decodeURI(pathname.slice(base.length)));
        response.writeHead(status, { ...headers, "Content-Type": type });
        response.end(body);
    });
    await new Promise((ready) => server.listen(port, "127.0.0.1", ready));
    const origin = `http://127.0.0.1:${server.address().port}`;
    return {
        origin,
        base,
        streams,
        requests,
        port: server.address().port,
        url: (path) => origin + base + path,
        /** Swaps files, `undefined` for those that are gone, then tells the browsers. */
        publish(changes, news = {}) {
            site = changes === null ? null : { ...site, ...changes };
            base = news.base ?? base;
            now = tell({ content: Object.keys(changes ?? {}).some((path) => !path.endsWith(".css")), ...news });
            for (const stream of streams) stream.write(`data: ${JSON.stringify(now)}\n\n`);
            return now.version;
        },
        /** Swaps files without a word, as for a tab that slept. */
        publishUnheard(changes, news = {}) {
            const awake = [...streams];
            streams.clear();
            this.publish(changes, news);
            awake.forEach((stream) => streams.add(stream));
        },
        close() {
            server.closeAllConnections();
            return new Promise((closed) => server.close(closed));
        },
    };
}

/** A diagnostic, complete. */
export const fault = (own = {}) => ({
    code: "unresolved-reference",
    message: "No leader has the id “xi-jingping”",
    file: "site/summits/busan-2025.md",
    line: 7,
    column: 25,
    help: "Did you mean “xi-jinping”? To add a new leader instead, run `summitry new leader xi-jingping`.",
    excerpt: [
        { line: 5, text: "date = 2025-10-30", mark: null },
        { line: 6, text: 'kind = "bilateral"', mark: null },
        { line: 7, text: 'participants = ["trump", "xi-jingping"]', mark: [25, 38] },
        { line: 8, text: 'host = "KR"', mark: null },
        { line: 9, text: 'part_of = "apec-2025"', mark: null },
    ],
    related: [],
    ...own,
});
