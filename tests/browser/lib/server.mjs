// A small server for a built site, as strict as the strictest host that the pages must live under.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".bib": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
};

/** Anything that this policy blocks shows up as a console message in the browser. */
export const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/** The file of a folder that an address under a prefix stands for, or `undefined`. */
export function fileOf(folder, prefix, pathname) {
    let path;
    try {
        path = decodeURIComponent(pathname);
    } catch {
        return undefined;
    }
    if (!path.startsWith(prefix)) return undefined;
    path = normalize(path.slice(prefix.length - 1));
    if (path.includes("..")) return undefined;
    return join(folder, path.endsWith("/") ? `${path}index.html` : path);
}

/** How long a browser has to draw each piece of a page that drips, in milliseconds. */
const PIECE_AFTER = 50;

/** Sends the masthead of a page tag by tag as far as its menu, then the rest of the page. */
async function drip(response, html) {
    const [from, to] = [html.indexOf('<div class="mast'), html.indexOf('<nav class="nav"')];
    response.write(html.slice(0, from));
    for (const piece of html.slice(from, to).match(/<[^>]*>|[^<]+/g)) {
        response.write(piece);
        if (piece.trim()) await new Promise((drawn) => setTimeout(drawn, PIECE_AFTER));
    }
    response.end(html.slice(to));
}

/**
 * Serves a folder under a prefix on a free port of this machine.
 *
 * `holdFonts()` keeps every font back until the function that it returns is called. `dripMastheads()` sends
 * mastheads tag by tag, as a slow line or a busy parser does.
 */
export async function serve(folder, prefix = "/", policy = POLICY) {
    let fonts = Promise.resolve();
    let isDripping = false;
    const server = createServer(async (request, response) => {
        const { pathname } = new URL(request.url, "http://localhost");
        const headers = { "Cache-Control": "no-store" };
        if (policy) headers["Content-Security-Policy"] = policy;
        const send = (status, type, body) => {
            response.writeHead(status, { ...headers, "Content-Type": type });
            response.end(request.method === "HEAD" ? undefined : body);
        };
        const file = fileOf(folder, prefix, pathname);
        const type = TYPES[extname(file ?? "")] ?? "application/octet-stream";
        try {
            if (type.startsWith("font/")) await fonts;
            if (isDripping && type === TYPES[".html"]) {
                response.writeHead(200, { ...headers, "Content-Type": type });
                return await drip(response, await readFile(file, "utf8"));
            }
            send(200, type, await readFile(file));
        } catch {
            const body = await readFile(join(folder, "404.html")).catch(() => "not found");
            send(404, TYPES[".html"], body);
        }
    });
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    const origin = `http://127.0.0.1:${server.address().port}`;
    return {
        folder,
        prefix,
        origin,
        /** The full address of a path of the site. */
        url: (path) => origin + path,
        holdFonts() {
            let release;
            fonts = new Promise((free) => (release = free));
            return release;
        },
        dripMastheads() {
            isDripping = true;
        },
        close() {
            server.closeAllConnections();
            return new Promise((closed) => server.close(closed));
        },
    };
}
