// Whether a page fits its window.

/** The elements that make a page scroll sideways, or nothing if it does not. */
export function overflowProblems(page) {
    return page.evaluate(() => {
        const root = document.documentElement;
        // What is cut off at the edge would be missed by the eye and by the measure alike.
        const edges = [root, document.body].filter(
            (element) => !["visible", "auto"].includes(getComputedStyle(element).overflowX),
        );
        for (const element of edges) element.style.overflowX = "visible";
        const { scrollWidth } = document.scrollingElement;
        for (const element of edges) element.style.overflowX = "";
        if (scrollWidth <= innerWidth) return [];
        const name = (element) =>
            element.localName +
            (element.id ? `#${element.id}` : "") +
            [...element.classList].map((name) => `.${name}`).join("");
        const scrolls = (element) => {
            for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
                if (getComputedStyle(box).overflowX !== "visible") return true;
            }
            return false;
        };
        const wide = [...document.body.querySelectorAll("*")].filter((element) => {
            const { left, right, width } = element.getBoundingClientRect();
            return width > 0 && (right > innerWidth + 0.5 || left < -0.5) && !scrolls(element);
        });
        // The innermost ones are to blame.
        const guilty = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
        const names = [...new Set(guilty.map((element) => `${name(element.parentElement)} > ${name(element)}`))];
        return [`scrolls sideways, ${scrollWidth} px in ${innerWidth} px: ${names.slice(0, 5).join("; ") || "?"}`];
    });
}
