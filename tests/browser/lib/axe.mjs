// The accessibility rules of axe.

import { readFileSync } from "node:fs";

const SOURCE = readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Every violation, one line an element: the rule, the selector, and what axe says of it. */
export async function axeProblems(page) {
    await page.evaluate(SOURCE);
    const violations = await page.evaluate(async (values) => {
        const results = await window.axe.run(document, {
            runOnly: { type: "tag", values },
            rules: { "target-size": { enabled: true } },
            resultTypes: ["violations"],
        });
        return results.violations.map(({ id, impact, help, nodes }) => ({
            id,
            impact,
            help,
            nodes: nodes.map(({ target, failureSummary }) => ({ target: target.flat().join(" "), failureSummary })),
        }));
    }, TAGS);
    return violations.flatMap(({ id, impact, help, nodes }) =>
        nodes.map(({ target, failureSummary }) => {
            const says = failureSummary.replace(/\s*\n\s*/g, " ").replace(/^Fix \w+ of the following:? /, "");
            return `axe ${id} (${impact}): ${target}\n    ${help}. ${says}`;
        }),
    );
}
