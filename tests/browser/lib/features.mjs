// What the tests of the features read from a page.

/** The tracker as it stands: rows in their order, heads of groups, words and order. Runs in the page. */
export function state() {
    const table = document.getElementById("tracker");
    const rows = [...table.querySelectorAll("tbody tr:not(.group-head)")].map((row) => ({
        text: row.textContent.replace(/\s+/g, " ").trim(),
        countries: [...row.querySelectorAll("abbr")].map((country) => country.textContent),
        amount: row.querySelector("[data-l=Amount]")?.textContent ?? "",
        data: { ...row.dataset },
        group: row.parentNode.id,
        visible: row.checkVisibility(),
    }));
    const heads = [...table.querySelectorAll(".group-head")].map((head) => ({
        group: head.parentNode.id,
        visible: head.checkVisibility(),
    }));
    const ariaSort = Object.fromEntries(
        [...table.querySelectorAll("[data-sort]")].map((button) => [button.dataset.sort, button.parentNode.getAttribute("aria-sort")]),
    );
    return { rows, heads, ariaSort, output: document.querySelector(".filters output").textContent };
}

/** Days in order, the empty ones last in both. */
export function sorted(days, order) {
    const known = days.filter(Boolean).sort();
    if (order === "desc") known.reverse();
    return [...known, ...days.filter((day) => !day)];
}

/** How many sheets a PDF has. */
export const pdfPages = (pdf) => pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
