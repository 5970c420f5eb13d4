// The built demonstration site: where it is, which pages it has, and which of them stand for the rest.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");

/** The site is published below a folder, since that is where wrong addresses show. */
const BASE_URL = "https://example.org/record/";

/** A fixed day after the last article, so that all are shown and nothing depends on today. */
const AS_OF = "2026-06-01";

/**
 * Builds the demonstration site into a folder, with the program in `SUMMITRY` or cargo's debug build; for another
 * address, or with more arguments, where a test asks for it.
 */
export function build(output, baseUrl = BASE_URL, more = []) {
    const program = process.env.SUMMITRY ?? join(ROOT, "target/debug/summitry");
    if (!existsSync(program)) throw new Error(`${program} is missing: cargo build --locked`);
    const run = spawnSync(
        program,
        ["build", "--root", ROOT, "--base-url", baseUrl, "--as-of", AS_OF, "--output", output, ...more],
        { encoding: "utf8" },
    );
    if (run.status !== 0) throw new Error(`the site does not build:\n${run.stdout}${run.stderr}`);
    return output;
}

/** The folder of a built site: the one in `SITE`, or a fresh build, removed when this process ends. */
export function builtSite() {
    if (process.env.SITE) return resolve(process.env.SITE);
    const temporary = mkdtempSync(join(tmpdir(), "summitry-browser-"));
    process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
    return build(join(temporary, "site"));
}

/** A fresh build for another address or with more arguments, removed when this process ends. */
export function builtVariant(baseUrl, more) {
    const temporary = mkdtempSync(join(tmpdir(), "summitry-browser-"));
    process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
    return build(join(temporary, "site"), baseUrl, more);
}

/** The folder on the host that a built site expects to live in, read from its front page. */
export function prefixOf(folder) {
    const front = readFileSync(join(folder, "index.html"), "utf8");
    const canonical = front.match(/<link[^>]*\brel="?canonical"?[^>]*\bhref="?([^"\s>]+)/)?.[1];
    return canonical ? new URL(canonical).pathname : "/";
}

/**
 * All pages of a built site but the redirects, in the order of their addresses: path, kind (the
 * first class of `body`) and size in bytes.
 */
export function pagesOf(folder, prefix = prefixOf(folder)) {
    const pages = [];
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        // An edition for mail is no page.
        if (!entry.isFile() || !entry.name.endsWith(".html") || entry.name === "email.html") continue;
        const file = join(entry.parentPath ?? entry.path, entry.name);
        const html = readFileSync(file, "utf8");
        if (/<meta[^>]*http-equiv="?refresh/i.test(html)) continue;
        const kind = html.match(/<body[^>]*\bclass="?page-([\w-]+)/)?.[1];
        if (!kind) throw new Error(`${file}: <body> has no class, so its kind is unknown`);
        const address = relative(folder, file).split(sep).join("/").replace(/(^|\/)index\.html$/, "$1");
        pages.push({ path: prefix + address, kind, bytes: Buffer.byteLength(html) });
    }
    return pages.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The largest and the smallest page of each kind; a kind of one page has one. */
export function samples(pages) {
    const kinds = new Map();
    for (const page of pages) {
        const kind = kinds.get(page.kind) ?? { largest: page, smallest: page };
        if (page.bytes > kind.largest.bytes) kind.largest = page;
        if (page.bytes < kind.smallest.bytes) kind.smallest = page;
        kinds.set(page.kind, kind);
    }
    return [...kinds.keys()].sort().flatMap((name) => {
        const { largest, smallest } = kinds.get(name);
        return largest === smallest
            ? [{ ...largest, largest: true }]
            : [{ ...largest, largest: true }, { ...smallest, largest: false }];
    });
}
