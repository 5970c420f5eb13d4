// Every page of the site, not only the chosen ones, is valid HTML without a warning.

import { test } from "node:test";
import { nuProblems } from "./lib/nu.mjs";
import { Findings } from "./lib/report.mjs";
import { builtSite } from "./lib/site.mjs";

test("the Nu HTML checker has nothing to say about any page", () => {
    const findings = new Findings();
    findings.add("every page", nuProblems(builtSite()));
    findings.expectNone("the site");
});
