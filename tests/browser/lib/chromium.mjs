// Finds the Chromium of the machine and starts it. Nothing is ever downloaded.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

function isProgram(path) {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

/** The path of Chromium: `CHROMIUM` if it is set, or else the first one found on the path. */
export function chromiumPath() {
    const given = process.env.CHROMIUM;
    if (given) {
        if (!isProgram(given)) throw new Error(`CHROMIUM=${given} is no program`);
        return given;
    }
    for (const name of NAMES) {
        for (const folder of (process.env.PATH ?? "").split(delimiter)) {
            const path = join(folder, name);
            if (isProgram(path)) return path;
        }
    }
    throw new Error("no Chromium found; install it, or set CHROMIUM=/path/to/it");
}

/** Flags that keep the browser quiet: it asks for nothing that a page did not ask for. */
export const QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/** Starts a browser without a window. */
export function launch() {
    return chromium.launch({ executablePath: chromiumPath(), args: QUIET });
}
