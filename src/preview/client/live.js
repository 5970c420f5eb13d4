// The live preview in the browser: keeps the page as the files are, and says what is wrong with them.
// `summitry serve` appends it to the pages that it sends; it is never part of a published site.

(() => {
    const script = document.currentScript;
    const address = (name) => new URL(name, script.src).href;
    const base = new URL("../", script.src).pathname;
    /** The path of an address, written as the browser writes it. */
    const pathOf = (url) => new URL(url, location.href).pathname;
    const decoded = (path) => {
        try {
            return decodeURIComponent(path);
        } catch {
            return path;
        }
    };
    const isVisible = () => document.visibilityState === "visible";

    // ---- The page as the server sent it, and as it is now ----

    /** The live page cannot be changed with certainty; only loading it again shows it right. */
    class Unclear extends Error {}

    /** What acts when the page is loaded, and not when it is changed. Scripts that hold data do nothing. */
    const ACTIVE = "script:not([type='application/ld+json']), base, meta[http-equiv]";

    const same = (one, other) => one.isEqualNode(other);
    const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;

    /** The pairs of two lists that have the same key, where the key occurs once in each. */
    function pairsByKey(ones, others, keyOf) {
        const index = (nodes) => {
            const places = new Map();
            nodes.forEach((node, at) => places.set(keyOf(node), places.has(keyOf(node)) ? undefined : at));
            return places;
        };
        const [places, otherPlaces] = [index(ones), index(others)];
        const pairs = [];
        for (const [key, at] of places) {
            const otherAt = otherPlaces.get(key);
            if (at !== undefined && otherAt !== undefined) pairs.push([at, otherAt]);
        }
        return longestRise(pairs.sort(([one], [other]) => one - other));
    }

    /** The most pairs that keep their order on both sides. */
    function longestRise(pairs) {
        const ends = [];
        for (const pair of pairs) {
            let [low, high] = [0, ends.length];
            while (low < high) {
                const middle = (low + high) >> 1;
                if (ends[middle].pair[1] < pair[1]) low = middle + 1;
                else high = middle;
            }
            ends[low] = { pair, before: ends[low - 1] };
        }
        const rise = [];
        for (let end = ends.at(-1); end; end = end.before) rise.push(end.pair);
        return rise.reverse();
    }

    /** Which node of one list is which of the other, in order: equal ones first, then those of one kind. */
    function align(ones, others) {
        const [head, tail] = [[], []];
        let [start, end, otherEnd] = [0, ones.length, others.length];
        while (start < end && start < otherEnd && same(ones[start], others[start])) {
            head.push([ones[start], others[start++]]);
        }
        while (end > start && otherEnd > start && same(ones[end - 1], others[otherEnd - 1])) {
            tail.push([ones[--end], others[--otherEnd]]);
        }
        return [...head, ...alignMiddle(ones.slice(start, end), others.slice(start, otherEnd)), ...tail.reverse()];
    }

    function alignMiddle(ones, others) {
        if (ones.length === 0 || others.length === 0) return [];
        const kind = (node) => `${node.nodeName} ${node.id ?? ""}`;
        const anchors = pairsByKey(ones, others, (node) => (isElement(node) ? node.outerHTML : node.nodeName));
        const equal = anchors.filter(([at, otherAt]) => same(ones[at], others[otherAt]));
        if (equal.length === 0) {
            const [length, otherLength] = [ones.length, others.length];
            if (length === otherLength && ones.every((node, at) => kind(node) === kind(others[at]))) {
                return ones.map((node, at) => [node, others[at]]);
            }
            return pairsByKey(ones, others, kind).map(([at, otherAt]) => [ones[at], others[otherAt]]);
        }
        const pairs = [];
        let [from, otherFrom] = [0, 0];
        for (const [at, otherAt] of equal) {
            pairs.push(...align(ones.slice(from, at), others.slice(otherFrom, otherAt)), [ones[at], others[otherAt]]);
            [from, otherFrom] = [at + 1, otherAt + 1];
        }
        return [...pairs, ...align(ones.slice(from), others.slice(otherFrom))];
    }

    /**
     * Elements that scripts of the theme work on, as far as can be told from outside: those with a bare `data-`
     * attribute, those whose `data-` attribute names another element, and the lists and tables so named.
     */
    function hooksOf(page) {
        const hooks = new Set();
        for (const element of page.body.querySelectorAll("*")) {
            for (const { name, value } of element.attributes) {
                if (!name.startsWith("data-")) continue;
                const named = value && page.getElementById(value.replace(/^#/, ""));
                const isList = named && named.matches("table, tbody, ul, ol, dl, form, dialog");
                if (value === "" || isList || (named && value.startsWith("#"))) hooks.add(element);
                if (isList) hooks.add(named);
            }
        }
        return hooks;
    }

    /** The steps that make of the live page what the server sends now, where it sent another one before. */
    function planPatch(before, after) {
        const hooks = new Set([...hooksOf(before), ...hooksOf(after)]);
        const steps = [];

        /** Whether a script would have to know of it when it comes or goes. */
        const concernsScripts = (node) =>
            isElement(node) &&
            [node, ...node.querySelectorAll("*")].some(
                (element) => hooks.has(element) || element.matches(ACTIVE),
            );

        function planAttributes(old, fresh, live) {
            for (const name of new Set([...old.getAttributeNames(), ...fresh.getAttributeNames()])) {
                const value = fresh.getAttribute(name);
                if (value === old.getAttribute(name) || value === live.getAttribute(name)) continue;
                if (live.getAttribute(name) !== old.getAttribute(name)) throw new Unclear();
                const set = () => live.setAttributeNode(fresh.getAttributeNode(name).cloneNode());
                steps.push({ node: live, act: value === null ? () => live.removeAttribute(name) : set });
            }
        }

        /** Between two kept nodes, old ones go and fresh ones come. */
        function planGap(gone, come, { parent, living, previous, next }) {
            for (const old of gone) {
                const live = living.get(old);
                if (!live || !same(live, old) || concernsScripts(old)) throw new Unclear();
            }
            if (come.some(concernsScripts)) throw new Unclear();
            const [first, left, right] = [gone[0], previous, next].map((old) => living.get(old));
            if (come.length > 0 && !first && !left && !right && parent.hasChildNodes()) throw new Unclear();
            for (const fresh of come) {
                const node = document.importNode(fresh, true);
                // Before what goes; else after what stays on the left, since scripts like to append.
                const place = first ?? left?.nextSibling ?? (left ? null : (right ?? null));
                steps.push({ node, act: () => parent.insertBefore(node, place) });
            }
            for (const live of gone.map((old) => living.get(old))) {
                steps.push({ node: parent, quiet: come.length > 0, act: () => live.remove() });
            }
        }

        function plan(old, fresh, live) {
            if (same(old, fresh)) return;
            if (!live) throw new Unclear();
            if (!isElement(old)) {
                if (live.data !== old.data) throw new Unclear();
                steps.push({ node: live, act: () => (live.data = fresh.data) });
                return;
            }
            // With scripts on it is text that nobody sees.
            if (old.localName === "noscript") return;
            if (old.matches(ACTIVE) || hooks.has(old)) throw new Unclear();
            if (old.matches("table, form") && !same(old, live)) throw new Unclear();
            planAttributes(old, fresh, live);
            const [olds, freshes] = [[...old.childNodes], [...fresh.childNodes]];
            const living = new Map(align(olds, [...live.childNodes]));
            let [at, freshAt, previous] = [0, 0, null];
            for (const [next, freshNext] of [...align(olds, freshes), [null, null]]) {
                const [end, freshEnd] = next
                    ? [olds.indexOf(next, at), freshes.indexOf(freshNext, freshAt)]
                    : [olds.length, freshes.length];
                const [gone, come] = [olds.slice(at, end), freshes.slice(freshAt, freshEnd)];
                planGap(gone, come, { parent: live, living, previous, next });
                if (next) plan(next, freshNext, living.get(next));
                [at, freshAt, previous] = [end + 1, freshEnd + 1, next];
            }
        }

        plan(before.documentElement, after.documentElement, document.documentElement);
        return steps;
    }

    function applyPatch(steps) {
        if (steps.length === 0) return;
        const hold = CSS.supports("overflow-anchor", "auto") ? () => {} : holdScroll();
        for (const { act } of steps) act();
        hold();
        const nodes = [...new Set(steps.filter(({ quiet }) => !quiet).map(({ node }) => node))];
        highlight(nodes);
        document.dispatchEvent(new CustomEvent("summitry:patched", { detail: { nodes } }));
    }

    /** Where the browser does not do it: what is under the eye stays there. */
    function holdScroll() {
        const eye = document.elementFromPoint(innerWidth / 2, innerHeight / 3);
        const top = eye?.getBoundingClientRect().top;
        return () => {
            if (scrollY > 0 && eye?.isConnected) {
                scrollBy({ top: eye.getBoundingClientRect().top - top, behavior: "instant" });
            }
        };
    }

    /** Shows for a moment what changed. Animations leave nothing behind in the page. */
    function highlight(nodes) {
        const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
        const elements = nodes.map((node) => (isElement(node) ? node : node.data.trim() && node.parentElement));
        const isShown = (element) => element && document.body.contains(element) && element.checkVisibility();
        const shown = [...new Set(elements)].filter(isShown);
        for (const element of shown.slice(0, 40)) {
            const outline = { outline: "3px solid #d99a00", outlineOffset: "3px" };
            const faded = { outline: `3px solid ${isStill ? "#d99a00" : "transparent"}`, outlineOffset: "3px" };
            element.animate([outline, faded], { duration: 1600, easing: "ease-in" });
        }
    }

    /** Puts new stylesheets beside the old ones, which go when those are there, so that nothing flashes. */
    function renewStyles(paths, version) {
        const links = [...document.querySelectorAll("link[rel~=stylesheet][href]")];
        const changed = links.filter((link) => paths.includes(pathOf(link.href)));
        // A stylesheet that no link names is imported by another one.
        return Promise.all((changed.length > 0 ? changed : links).map((link) => renewStyle(link, version)));
    }

    function renewStyle(link, version) {
        const url = new URL(link.href);
        url.searchParams.set("version", version);
        const fresh = link.cloneNode();
        fresh.href = url.href;
        return new Promise((done) => {
            fresh.onload = () => done(link.remove());
            fresh.onerror = () => done(fresh.remove());
            link.after(fresh);
        });
    }

    // ---- What changed, and what follows from it ----

    const state = { news: null, isAway: false, goneFile: undefined, isHidden: false, isOpen: false };
    /** The status that the page was loaded with. */
    const status = performance.getEntriesByType("navigation")[0]?.responseStatus || 200;
    const isStanding = status >= 500;
    const moves = new Map();
    let current = script.dataset.version;
    let pending = null;
    let isUpdating = false;
    /** Whether something changed that no patch brings, such as a script; the page may be gone meanwhile. */
    let mustReload = false;

    /** This page as the server makes it now. */
    async function fetchPage() {
        const response = await fetch(location.href.replace(/#.*/, ""), { cache: "no-store" });
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const own = page.querySelector("script[src$='_summitry/live.js'][data-version]");
        const version = own?.dataset.version;
        // All pages carry the same line, so that it is never a difference.
        if (own) own.dataset.version = script.dataset.version;
        return { response, page, version };
    }

    /** The page as it was sent; nothing where it has changed since. */
    let sent = fetchPage().then(
        ({ page, version }) => (version === script.dataset.version ? page : null),
        () => null,
    );

    /** Takes in what the server tells; `isNext` where nothing was missed before it. */
    function hear(news, isNext) {
        const isNew = news.version !== state.news?.version;
        state.news = news;
        state.isAway = false;
        if (isNew) state.isHidden = false;
        if (news.version !== current) {
            const isKnown = (news.previous ?? (isNext ? current : undefined)) === current;
            for (const [from, to] of Object.entries(news.moved)) moves.set(pathOf(from), pathOf(to));
            pending = {
                ...news,
                styles: [...(pending?.styles ?? []), ...news.styles],
                changed: [...(pending?.changed ?? []), ...news.changed],
                content: (pending?.content ?? false) || news.content,
                isKnown: (pending?.isKnown ?? true) && isKnown && news.more === 0,
            };
            current = news.version;
        }
        // A tab that nobody sees leaves the first turn to the one that somebody looks at.
        if (isVisible()) update();
        else setTimeout(update, 300);
        draw();
    }

    /** Brings the page up to date; the newest state wins. */
    async function update() {
        if (isUpdating) return;
        isUpdating = true;
        try {
            while (pending) {
                const news = pending;
                pending = null;
                if (await follow(news)) continue;
                // The server went away in between: what was missed is looked at when it is back.
                pending = { ...news, ...pending, isKnown: false };
                break;
            }
        } finally {
            isUpdating = false;
        }
    }

    /** Makes the page what the news say; false where the server could not be asked. */
    async function follow(news) {
        const rest = location.search + location.hash;
        const goTo = (path) => (location.replace(path + rest), true);
        if (news.base !== base) return goTo(news.base + location.pathname.slice(base.length));
        if (news.follow && pathOf(news.follow) !== location.pathname && isVisible()) {
            location.assign(pathOf(news.follow));
            return true;
        }
        mustReload ||= isStanding || !news.isKnown || usesFileOf(news);
        if (!mustReload) {
            if (news.styles.length > 0) await renewStyles(news.styles.map(pathOf), news.version);
            if (!news.content) return true;
        }
        const fetched = await fetchPage().catch(() => null);
        if (!fetched) return false;
        const { response, page } = fetched;
        if (response.status === 404 && !isStanding) {
            const target = moveOf(location.pathname);
            if (target) return goTo(target);
            if (status !== 404) return leave(news);
        }
        // A page that cannot be made stays as it was; the errors say why.
        if (response.status >= 500) return true;
        if (response.redirected) return goTo(pathOf(response.url));
        state.goneFile = undefined;
        draw();
        mustReload ||= (status === 404) !== (response.status === 404);
        const before = await sent;
        if (before && !mustReload && patch(before, page)) sent = page;
        else location.reload();
        return true;
    }

    /** Changes the live page; false where only loading it again shows it right. */
    function patch(before, after) {
        try {
            applyPatch(planPatch(before, after));
            return true;
        } catch (error) {
            if (!(error instanceof Unclear)) console.error(error);
            return false;
        }
    }

    /** Where a page went, after all of its moves. */
    function moveOf(path) {
        const seen = new Set([path]);
        let target = moves.get(path);
        while (moves.has(target) && !seen.has(moves.get(target))) {
            seen.add(target);
            target = moves.get(target);
        }
        return target;
    }

    /** The page is gone; its last content stays readable. */
    function leave(news) {
        const name = decoded(location.pathname).split("/").filter(Boolean).at(-1);
        state.goneFile = news.changed.find((file) => name && file.includes(name)) ?? "";
        draw();
        return true;
    }

    /** Whether a changed file is a script, picture or font that this page has loaded. */
    function usesFileOf(news) {
        const nameOf = (path) => path.split("/").at(-1);
        const files = new Set(news.changed.map(nameOf).filter((name) => !/\.(md|toml|html|css)$/.test(name)));
        return performance.getEntriesByType("resource").some(({ name }) => files.has(decoded(nameOf(pathOf(name)))));
    }

    // ---- The connection ----

    // A browser has six connections for a host, and each stream of events keeps one. So one tab listens for all.
    const isShared = Boolean(navigator.locks && window.BroadcastChannel);
    const channel = isShared ? new BroadcastChannel(`summitry ${base}`) : null;
    let source = null;
    let resign = () => {};
    let retry;
    let heard = 0;

    function tell(message) {
        receive(message);
        channel?.postMessage(message);
    }

    function receive({ news, isNext }) {
        heard += 1;
        if (news) return hear(news, isNext);
        state.isAway = true;
        draw();
    }

    function listen(failures = 0) {
        let isNext = false;
        let lost = failures;
        source = new EventSource(address("events"));
        source.onmessage = ({ data }) => {
            tell({ news: JSON.parse(data), isNext });
            isNext = true;
            lost = 0;
        };
        source.onerror = () => {
            source.close();
            lost += 1;
            // The first failure may be a page that is being left.
            if (lost > 1) tell({});
            retry = setTimeout(listen, Math.min(100 * 2 ** lost, 2000), lost);
        };
    }

    function stopListening() {
        clearTimeout(retry);
        source?.close();
        source = null;
    }

    /** Waits for the turn to listen for all tabs; the turn ends with `resign`. */
    function join() {
        if (!isShared) {
            stopListening();
            if (isVisible()) listen();
            return;
        }
        const turn = new AbortController();
        const end = new Promise((done) => {
            resign = () => {
                turn.abort();
                stopListening();
                done();
            };
        });
        const hold = () => {
            listen();
            return end;
        };
        navigator.locks.request(`summitry ${base}`, { signal: turn.signal }, hold).catch(() => {});
        ask();
    }

    /** Asks for the state; what is heard in the meantime is newer or will be told again. */
    async function ask() {
        const before = heard;
        try {
            const response = await fetch(address("state"), { cache: "no-store" });
            const news = await response.json();
            if (heard === before) hear(news, false);
        } catch {
            if (heard !== before) return;
            state.isAway = true;
            draw();
        }
    }

    // ---- What is seen of it ----

    /** An element with properties and children; text stays text, for what it says is not trusted. */
    function make(name, properties = {}, ...children) {
        const element = Object.assign(document.createElement(name), properties);
        element.append(...children.flat(Infinity).filter((child) => child !== null && child !== ""));
        return element;
    }

    const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
    const placeOf = ({ file, line }) => (file ? file + (line ? `:${line}` : "") : "");
    const host = make("summitry-preview", { lang: "en", dir: "ltr" });
    const shadow = host.attachShadow({ mode: "open" });
    const badge = make("button", { type: "button", className: "badge" });
    const list = make("div", { id: "list", className: "list", tabIndex: -1 });
    const corner = make("aside", { className: "corner", ariaLabel: "Live preview" }, list, badge);
    const notice = make("section", { className: "notice", ariaLabel: "Notice of the preview" });
    const overlay = make("dialog", { className: "overlay", role: "alertdialog", tabIndex: -1 });
    badge.setAttribute("aria-controls", "list");
    overlay.setAttribute("aria-labelledby", "error");
    overlay.setAttribute("aria-describedby", "reason");

    badge.addEventListener("click", () => {
        if (state.news && !state.news.ok && state.isHidden) state.isHidden = false;
        else state.isOpen = !state.isOpen;
        draw();
        if (state.isOpen) list.focus({ preventScroll: true });
    });
    corner.addEventListener("keydown", ({ key }) => {
        if (key !== "Escape" || !state.isOpen) return;
        state.isOpen = false;
        draw();
        badge.focus({ preventScroll: true });
    });
    overlay.addEventListener("keydown", (event) => {
        // Without a site there is nothing behind it.
        if (event.key === "Escape" && isStanding) event.preventDefault();
    });
    overlay.addEventListener("cancel", () => (state.isHidden = !isStanding));
    overlay.addEventListener("close", () => draw());

    let drawn = null;

    function draw() {
        const { news, isAway, goneFile, isHidden, isOpen } = state;
        drawBadge(news, isAway);
        badge.ariaExpanded = String(isOpen);
        list.hidden = !isOpen;
        if (isOpen && news) list.replaceChildren(...report(news));
        notice.hidden = goneFile === undefined;
        if (!notice.hidden && !notice.hasChildNodes()) notice.append(...goneWords(goneFile));
        if (notice.hidden) notice.replaceChildren();
        const hasErrors = Boolean(news && !news.ok && news.errors.length > 0 && !isHidden);
        const isOther = hasErrors && news.version !== drawn;
        if (isOther) {
            overlay.replaceChildren(make("div", { className: "sheet" }, errorWords(news)));
            drawn = news.version;
            if (overlay.open) overlay.focus({ preventScroll: true });
        }
        if (!host.isConnected) return;
        if (hasErrors && !overlay.open) {
            overlay.showModal();
            overlay.focus({ preventScroll: true });
        }
        if (isOther) showMarks();
        if (!hasErrors && overlay.open) overlay.close();
    }

    /** A paragraph is one long line: what is wrong in it is brought into sight. */
    function showMarks() {
        for (const code of overlay.querySelectorAll(".code")) {
            const place = code.querySelector("mark")?.getBoundingClientRect();
            const { left, right, width } = code.getBoundingClientRect();
            if (place && place.right > right) code.scrollLeft += place.left - left - width / 3;
        }
    }

    function drawBadge(news, isAway) {
        const words = isAway
            ? ["Preview stopped, waiting for it"]
            : !news
              ? ["Preview"]
              : [news.ok ? `${news.ms} ms` : count(news.errors.length, "error")];
        if (news && !isAway && news.warnings.length > 0) words.push(count(news.warnings.length, "warning"));
        const [text, first] = [words.join(" · "), (!isAway && news?.changed[0]) || ""];
        badge.dataset.tone = isAway || (news && !news.ok) ? "bad" : news?.warnings.length ? "warn" : "good";
        if (badge.dataset.text === text && badge.dataset.version === news?.version) return;
        Object.assign(badge.dataset, { text, version: news?.version });
        badge.replaceChildren(make("span", {}, text), ...(first ? [make("span", { className: "file" }, first)] : []));
    }

    /** The time of day here of a moment (RFC 3339). */
    function timeOf(moment) {
        const date = new Date(moment);
        return Number.isNaN(date.getTime()) ? moment : date.toLocaleTimeString("en-GB");
    }

    /** What the badge opens: what was rebuilt, and every warning. */
    function report(news) {
        const { changed, more, warnings, built, pages, ms } = news;
        const files = changed.map((file) => make("li", {}, file));
        if (more > 0) files.push(make("li", {}, `and ${more} more`));
        return [
            make("p", { className: "kicker" }, news.ok ? `Rebuilt in ${ms} ms` : "Build stopped"),
            make("p", { className: "meta" }, `${count(pages, "page")}${built && `, from ${timeOf(built)}`}`),
            files.length > 0 ? make("h2", {}, "Changed") : null,
            files.length > 0 ? make("ul", {}, files) : null,
            make("h2", {}, warnings.length > 0 ? count(warnings.length, "warning") : "No warnings"),
            warnings.length > 0 ? make("ol", {}, warnings.map(warningWords)) : null,
        ].filter(Boolean);
    }

    function warningWords(fault) {
        const help = fault.help ? make("p", { className: "meta" }, helpWords(fault.help)) : "";
        return make("li", {}, make("p", { className: "place" }, placeOf(fault)), make("p", {}, helpWords(fault.message)), help);
    }

    function goneWords(file) {
        const reason = file ? `${file} no longer makes a page at this address.` : "Its address leads nowhere now.";
        return [
            make("p", { role: "status" }, make("b", {}, "This page is gone. "), `${reason} Below is its last content.`),
            make("a", { href: base }, "Front page"),
        ];
    }

    /** Commands and names stand between backticks. */
    const helpWords = (help) => help.split("`").map((part, at) => (at % 2 ? make("code", {}, part) : part));

    function errorWords({ errors, warnings, built }) {
        const counts = [count(errors.length, "error"), warnings.length > 0 && count(warnings.length, "warning")];
        const copy = make("button", { type: "button" }, "Copy error text");
        copy.addEventListener("click", () => copyText(copy, errors.map(plainText).join("\n\n")));
        const hide = make("button", { type: "button" }, "Hide until the next save");
        hide.addEventListener("click", () => {
            state.isHidden = true;
            draw();
        });
        const behind = isStanding
            ? "There is no good build yet. This notice goes by itself when the file is saved."
            : `The page behind this notice is the last good build${built && `, from ${timeOf(built)}`}. ` +
              "It goes by itself when the file is saved.";
        return [
            make("p", { className: "kicker" }, `Build stopped: ${counts.filter(Boolean).join(", ")}`),
            errors.map(faultWords),
            warnings.length > 0 ? foldedWords(warnings) : "",
            make("p", { className: "meta" }, behind),
            make("div", { className: "acts" }, copy, isStanding ? "" : hide),
        ];
    }

    function foldedWords(warnings) {
        const only = warnings.length === 1 ? `: ${warnings[0].message}` : "";
        const summary = make("summary", {}, count(warnings.length, "warning") + only);
        return make("details", {}, summary, make("ol", {}, warnings.map(warningWords)));
    }

    function faultWords(fault, at) {
        const place = [fault.file, fault.line && `line ${fault.line}`, fault.column && `column ${fault.column}`];
        const where = place.filter(Boolean).join(", ");
        const related = fault.related.map((other) =>
            make("li", {}, make("span", { className: "place" }, placeOf(other)), ` ${other.message}`),
        );
        const [id, reason] = at === 0 ? ["error", "reason"] : ["", ""];
        return make(
            "section",
            {},
            make(at === 0 ? "h1" : "h2", { id, className: "message" }, helpWords(fault.message)),
            make("p", { id: reason, className: "meta" }, `${where && `${where}. `}Error ${fault.code}.`),
            fault.excerpt.length > 0 ? excerptWords(fault.excerpt) : "",
            fault.help ? make("p", { className: "hint" }, helpWords(fault.help)) : "",
            related.length > 0 ? make("ul", { className: "related" }, related) : "",
        );
    }

    /** The lines of a source, the fault marked in its line and by carets below it. */
    function excerptWords(lines) {
        const items = lines.flatMap(({ line, text, mark }) => {
            const number = make("span", { className: "number" }, String(line));
            if (!mark) return [make("li", {}, number, make("span", {}, text))];
            const [before, inside, after] = markedParts(text, mark);
            const carets = make("span", { className: "caret" }, caretsFor(inside));
            const indent = make("span", { className: "indent" }, before);
            return [
                make("li", { className: "bad" }, number, make("span", {}, before, make("mark", {}, inside), after)),
                make("li", { className: "bad", ariaHidden: "true" }, make("span"), make("span", {}, indent, carets)),
            ];
        });
        const scrolls = { className: "code", role: "region", ariaLabel: "Source", tabIndex: 0 };
        return make("div", scrolls, make("ol", { role: "list" }, items));
    }

    /** A line before, within and after its mark, which counts characters as Rust does. */
    function markedParts(text, [from, to]) {
        const letters = [...text];
        return [letters.slice(0, from), letters.slice(from, to), letters.slice(to)].map((part) => part.join(""));
    }

    /** A text in which every letter of East Asia has the two columns that it takes. */
    const columns = (text) => text.replace(/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]/gu, "  ");
    const caretsFor = (marked) => "^".repeat(Math.max(1, [...columns(marked)].length));

    function plainText({ code, message, file, line, column, help, excerpt, related }) {
        const place = [file, line, column].filter(Boolean).join(":");
        const source = excerpt.flatMap(({ line: number, text, mark }) => {
            const gutter = `${String(number).padStart(5)} | `;
            if (!mark) return [gutter + text];
            const [before, inside] = markedParts(text, mark);
            return [gutter + text, `      | ${columns(before).replace(/[^\t]/gu, " ")}${caretsFor(inside)}`];
        });
        const others = related.map((other) => `  ${placeOf(other)}: ${other.message}`);
        const head = [`error[${code}]: ${message}`, place && ` --> ${place}`];
        return [...head, ...source, help && `  help: ${help}`, ...others].filter(Boolean).join("\n");
    }

    async function copyText(button, text) {
        const words = button.textContent;
        try {
            await navigator.clipboard.writeText(text);
            button.textContent = "Copied";
            setTimeout(() => (button.textContent = words), 1600);
        } catch {
            getSelection().selectAllChildren(overlay);
        }
    }

    // ---- The start ----

    channel?.addEventListener("message", ({ data }) => receive(data));
    document.addEventListener("visibilitychange", () => {
        if (!isShared) return join();
        if (isVisible()) ask().then(update);
    });
    addEventListener("pagehide", () => {
        resign();
        stopListening();
    });
    addEventListener("pageshow", ({ persisted }) => persisted && join());

    // Shown once its style is there, and after the body, where no script of the theme looks for content.
    const style = make("link", { rel: "stylesheet", href: address("live.css") });
    style.onload = style.onerror = () => {
        host.toggleAttribute("data-standing", isStanding);
        shadow.append(corner, notice, overlay);
        draw();
    };
    shadow.append(style);
    document.documentElement.append(host);
    join();
})();
