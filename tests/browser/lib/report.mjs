// Failures, told so that nobody has to look for them.

/** Collects what is wrong and where; the same fault seen in several windows is told once. */
export class Findings {
    #found = new Map();

    /** Adds faults that were seen at a place such as `390 dark`. */
    add(where, problems) {
        for (const problem of problems) {
            const places = this.#found.get(problem) ?? [];
            if (!places.includes(where)) places.push(where);
            this.#found.set(problem, places);
        }
    }

    /** Fails the test with all that was found, or does nothing. */
    expectNone(path) {
        if (this.#found.size === 0) return;
        const told = [...this.#found].map(([problem, places]) => `• ${problem}\n    at ${places.join(", ")}`);
        const error = new Error(`${path}: ${told.length} found\n${told.join("\n")}`);
        error.stack = error.message; // where in the tests it was noticed helps nobody
        throw error;
    }
}
