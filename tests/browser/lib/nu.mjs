// The Nu HTML checker of the W3C.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const JAR = join(dirname(createRequire(import.meta.url).resolve("vnu-jar/package.json")), "build/dist/vnu.jar");

/** Runs the checker over files and folders: every error and warning, grouped by what it says. */
export function nuProblems(...paths) {
    const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin/java") : "java";
    const flags = ["--Werror", "--stdout", "--format", "json", "--skip-non-html", "--also-check-svg"];
    const run = spawnSync(java, ["-jar", JAR, ...flags, ...paths], { encoding: "utf8", maxBuffer: 1 << 28 });
    if (run.error) throw new Error("the HTML checker needs Java (default-jre-headless)", { cause: run.error });
    let messages;
    try {
        ({ messages } = JSON.parse(run.stdout));
    } catch (cause) {
        throw new Error(`the HTML checker failed:\n${run.stdout}${run.stderr}`, { cause });
    }
    const grouped = new Map();
    for (const { type, subType, url, lastLine, message } of messages) {
        const kind = subType ?? type;
        if (kind === "info") continue;
        const file = url?.startsWith("file:") ? fileURLToPath(url) : url;
        const key = `${kind}: ${message}`;
        grouped.set(key, [...(grouped.get(key) ?? []), `${file}:${lastLine ?? "?"}`]);
    }
    if (grouped.size === 0 && run.status !== 0) throw new Error(`the HTML checker failed:\n${run.stderr}`);
    return [...grouped].map(([what, places]) => {
        const more = places.length > 5 ? `\n    and ${places.length - 5} more` : "";
        return `HTML ${what}\n    ${places.slice(0, 5).join("\n    ")}${more}`;
    });
}
