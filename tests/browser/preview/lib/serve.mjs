// `summitry serve` as an editor starts it, on a copy of the demonstration site that may be spoilt.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../../..");
const PROGRAM = process.env.SUMMITRY ?? join(ROOT, "target/debug/summitry");

/** A moment after the last article, so that all are shown and nothing depends on today. */
const NOW = Date.UTC(2026, 5, 1) / 1000;

/** Only a net below tests that hang: whatever is waited for comes much sooner. */
export const LIMIT = 30_000;

/** Waits until something holds that is not a matter of a page. */
export async function until(holds, what) {
    for (const began = Date.now(); !(await holds()); ) {
        if (Date.now() - began > LIMIT) assert.fail(`waited in vain: ${what}`);
        await new Promise((done) => setTimeout(done, 20));
    }
}

/** A copy of the demonstration site. */
export function copySite() {
    const folder = mkdtempSync(join(tmpdir(), "summitry-preview-"));
    for (const part of ["site", "articles", "themes"]) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    const at = (path) => join(folder, path);
    const read = (path) => readFileSync(at(path), "utf8");
    const write = (path, text) => writeFileSync(at(path), text);
    return {
        folder,
        at,
        read,
        write,
        /** Changes the one place of a file where a text stands. */
        edit(path, from, to) {
            const text = read(path);
            assert.equal(text.split(from).length, 2, `${path} must hold this once: ${from}`);
            write(path, text.replace(from, () => to));
        },
        remove: () => rmSync(folder, { recursive: true, force: true }),
    };
}

/**
 * Starts the preview of a site. `news` fills with all that it tells from now on; `output` is what the
 * terminal shows.
 */
export async function serve(site, { flags = [], env = {} } = {}) {
    assert.ok(existsSync(PROGRAM), `${PROGRAM} is missing: cargo build --locked`);
    const child = spawn(PROGRAM, ["serve", "--root", site.folder, "--port", "0", ...flags], {
        env: { ...process.env, SOURCE_DATE_EPOCH: String(NOW), ...env },
        stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise((done) => child.once("exit", done));
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
    const address = () => output.match(/Preview at (http:\S+)/)?.[1];
    await until(() => address() || child.exitCode !== null, "the address of the preview");
    assert.ok(address(), `the preview ended by itself:\n${output}`);
    const listening = new AbortController();
    const news = await listen(new URL("_summitry/events", address()), listening.signal);
    return {
        base: address(),
        origin: new URL(address()).origin,
        news,
        output: () => output,
        url: (path) => new URL(path, address()).href,
        /** What it answers to a request that no browser sends. */
        fetch: (path) => fetch(new URL(path, address())),
        async stop() {
            listening.abort();
            child.kill();
            await ended;
        },
    };
}

/** The list of all news of a stream of events; the first, which says how things stand, is left out. */
async function listen(url, signal) {
    const response = await fetch(url, { signal });
    const news = [];
    let isFirst = true;
    let rest = "";
    const heard = (async () => {
        for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
            const events = (rest + chunk).split("\n\n");
            rest = events.pop();
            for (const event of events.filter((event) => event.startsWith("data:"))) {
                if (!isFirst) news.push(JSON.parse(event.slice("data:".length)));
                isFirst = false;
            }
        }
    })();
    heard.catch(() => {});
    await until(() => !isFirst, "the first news");
    return news;
}
