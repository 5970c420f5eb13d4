// How long it takes from the save of an article until an open tab shows it: `summitry serve` beside `hugo server`.
//
//     node benches/preview/run.mjs [--edits 15] [--json FILE] SITES…
//
// Each of SITES is a folder with the same corpus as `summitry/` and as `hugo/`. SUMMITRY and HUGO name the
// programs, CHROMIUM the browser. README.md says what is measured and how.

import { spawn } from "node:child_process";
import {
    appendFileSync,
    cpSync,
    existsSync,
    mkdtempSync,
    readFileSync,
    readdirSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { launch } from "../../tests/browser/lib/chromium.mjs";

/** No measurement takes that long; it only keeps a wedged server from holding up the rest. */
const PATIENCE = 120_000;

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { edits: { type: "string", default: "15" }, json: { type: "string" } },
});
if (positionals.length === 0) throw new Error("name the folders that hold the sites; see README.md");

/** Milliseconds since 1970 with their fractions, by the clock that the pages have as well. */
const now = () => performance.timeOrigin + performance.now();

function program(variable, otherwise) {
    return process.env[variable] ?? otherwise;
}

async function freePort() {
    const probe = createServer();
    await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const { port } = probe.address();
    await new Promise((resolve) => probe.close(resolve));
    return port;
}

/** The two programs: how they serve a site, and where its articles lie. */
const PROGRAMS = {
    summitry: {
        bin: program("SUMMITRY", "target/release/summitry"),
        serve: (site, port) => ["serve", "--root", site, "--port", port],
        articles: "articles",
        source: (name) => join(name, "article.md"),
        slugOf: (name) => name.replace(/^\d{4}-\d{2}-\d{2}-/, ""),
    },
    hugo: {
        bin: program("HUGO", "hugo"),
        serve: (site, port) => ["server", "--source", site, "--bind", "127.0.0.1", "--port", port],
        articles: "content/articles",
        source: (name) => name,
        slugOf: (name) => name.replace(/\.md$/, ""),
    },
};

/** The articles of a site: the address of each with its source. */
function articlesOf(folder, { articles, source, slugOf }) {
    const names = readdirSync(join(folder, articles)).filter((name) => !/^[_.]/.test(name));
    return new Map(names.map((name) => [slugOf(name), join(folder, articles, source(name))]));
}

/** Servers that were started: none outlives the script, not even one that is stopped. */
const children = [];
process.once("exit", () => children.forEach((child) => child.kill("SIGKILL")));
process.once("SIGINT", () => process.exit(130));

/** Starts a server and waits until it sends the article. */
async function start(name, site, slug) {
    const { bin, serve } = PROGRAMS[name];
    const port = String(await freePort());
    const began = now();
    const child = spawn(bin, serve(site, port), { stdio: ["ignore", "pipe", "pipe"] });
    children.push(child);
    const said = [];
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on("line", (line) => said.push(line));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.once("error", (error) => said.push(String(error)));
    const url = `http://127.0.0.1:${port}/articles/${slug}/`;
    const server = {
        name,
        url,
        pause: () => child.kill("SIGSTOP"),
        goOn: () => child.kill("SIGCONT"),
        memory: () => residentMemory(child.pid),
        async end() {
            child.kill("SIGCONT");
            child.kill("SIGTERM");
            await ended;
        },
    };
    while (!(await fetch(url).then((answer) => answer.ok, () => false))) {
        if (child.exitCode !== null || child.pid === undefined || now() - began > PATIENCE) {
            throw new Error(`${name} does not serve ${url}:\n${said.join("\n")}`);
        }
        await sleep(5);
    }
    return Object.assign(server, { ready: now() - began });
}

/** Resident memory of a process in MiB, where the system tells. */
function residentMemory(pid) {
    const path = `/proc/${pid}/status`;
    if (!existsSync(path)) return NaN;
    return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(path, "utf8"))?.[1]) / 1024;
}

/** Opens the article in a tab, which tells when its text first holds each sentence. */
async function openTab(browser, url, run) {
    const context = await browser.newContext();
    const waiting = new Map();
    await context.exposeBinding("tellSeen", (_, number, moment) => waiting.get(number)?.(moment));
    await context.addInitScript((run) => {
        const sentence = new RegExp(`Edit (\\d+) of ${run}\\.`, "g");
        let last = 0;
        const look = () => {
            const text = document.body?.textContent ?? "";
            const numbers = [...text.matchAll(sentence)].map(([, number]) => Number(number));
            const latest = Math.max(0, ...numbers);
            if (latest <= last) return;
            last = latest;
            window.tellSeen(latest, performance.timeOrigin + performance.now());
        };
        new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    }, run);
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "load" });
    return {
        page,
        close: () => context.close(),
        /** The moment at which the page shows a sentence. */
        seen: (number) =>
            new Promise((resolve, reject) => {
                const timer = setTimeout(() => reject(new Error(`${url} never showed edit ${number}`)), PATIENCE);
                waiting.set(number, (moment) => {
                    clearTimeout(timer);
                    waiting.delete(number);
                    resolve(moment);
                });
            }),
    };
}

/** By how much the clock of a page is ahead, from the quickest of some questions. */
async function clockAhead(page) {
    const answers = [];
    for (let i = 0; i < 5; i += 1) {
        const asked = now();
        const told = await page.evaluate(() => performance.timeOrigin + performance.now());
        const took = now() - asked;
        answers.push({ took, ahead: told - asked - took / 2 });
    }
    return answers.sort((one, other) => one.took - other.took)[0].ahead;
}

/** One save, from just before it is written to the page that shows it. */
async function edit({ server, tab, source }, number, run) {
    server.goOn();
    // What is due after a stop is done by then; the rest makes the moment of the save a matter of chance.
    await sleep(2_000 + Math.random() * 6_000);
    const ahead = await clockAhead(tab.page);
    const seen = tab.seen(number);
    const saved = now();
    appendFileSync(source, `\nEdit ${number} of ${run}.\n`);
    const ms = (await seen) - ahead - saved;
    await sleep(500);
    server.pause();
    return { ms, ahead };
}

const sorted = (numbers) => [...numbers].sort((one, other) => one - other);
function quantile(numbers, part) {
    const list = sorted(numbers);
    const at = (list.length - 1) * part;
    const [low, high] = [list[Math.floor(at)], list[Math.ceil(at)]];
    return low + (high - low) * (at - Math.floor(at));
}
const median = (numbers) => quantile(numbers, 0.5);

/** Both programs on one corpus, a pair of edits at a time. */
async function measure(browser, folder) {
    const temporary = mkdtempSync(join(tmpdir(), "preview-bench-"));
    const run = `run-${process.pid}-${Date.now()}`;
    const runs = [];
    try {
        const names = Object.keys(PROGRAMS);
        for (const name of names) cpSync(join(folder, name), join(temporary, name), { recursive: true });
        const articles = names.map((name) => articlesOf(join(temporary, name), PROGRAMS[name]));
        const slugs = [...articles[0].keys()].filter((slug) => articles[1].has(slug)).sort();
        const slug = slugs[Math.floor(slugs.length / 2)];
        if (!slug) throw new Error(`${folder}: the two sites have no article in common`);
        for (const [at, name] of names.entries()) {
            const server = await start(name, join(temporary, name), slug);
            const tab = await openTab(browser, server.url, run);
            runs.push({ server, tab, source: articles[at].get(slug), edits: [], atStart: server.memory() });
            server.pause();
        }
        const [load] = loadavg();
        // The first edit of each warms what is made once, and counts for nothing.
        for (let number = 1; number <= Number(values.edits) + 1; number += 1) {
            // Turn about, so that neither always comes first.
            for (const each of number % 2 === 1 ? runs : runs.toReversed()) {
                const done = await edit(each, number, run);
                if (number > 1) each.edits.push(done);
            }
        }
        const [summitry, hugo] = runs.map(({ edits }) => edits.map(({ ms }) => ms));
        return {
            articles: slugs.length,
            load: [load, loadavg()[0]],
            clocksApart: Math.max(...runs.flatMap(({ edits }) => edits.map(({ ahead }) => Math.abs(ahead)))),
            programs: runs.map(({ server, edits, atStart }) => ({
                name: server.name,
                ready: server.ready,
                ms: edits.map(({ ms }) => ms),
                memory: [atStart, server.memory()],
            })),
            ratio: summitry.map((ms, at) => hugo[at] / ms),
        };
    } finally {
        for (const { tab } of runs) await tab.close();
        for (const { server } of runs) await server.end();
        rmSync(temporary, { recursive: true, force: true });
    }
}

const row = (cells) => console.log(`| ${cells.join(" | ")} |`);
const whole = (number) => number.toFixed(0);
const results = [];
const browser = await launch();
try {
    console.log(`${cpus().length} × ${cpus()[0].model}, Chromium ${browser.version()}, ${values.edits} edits each\n`);
    const heads = ["articles", "server", "first page ms", "save to page ms", "quartiles", "range"];
    row([...heads, "MiB", "after the edits", "load"]);
    row(["---:", "---", "---:", "---:", "---:", "---:", "---:", "---:", "---:"]);
    for (const folder of positionals) {
        const result = await measure(browser, folder);
        results.push(result);
        for (const { name, ready, ms, memory } of result.programs) {
            row([
                result.articles,
                name,
                whole(ready),
                whole(median(ms)),
                `${whole(quantile(ms, 0.25))}–${whole(quantile(ms, 0.75))}`,
                `${whole(Math.min(...ms))}–${whole(Math.max(...ms))}`,
                ...memory.map(whole),
                result.load.map((load) => load.toFixed(1)).join(" to "),
            ]);
        }
        const { ratio } = result;
        const range = [Math.min(...ratio), Math.max(...ratio)].map((times) => times.toFixed(1));
        console.log(`| | | | **${median(ratio).toFixed(1)} times** | | ${range.join("–")} | | | |`);
    }
} finally {
    await browser.close();
    if (values.json) writeFileSync(values.json, JSON.stringify(results, null, 1));
}
