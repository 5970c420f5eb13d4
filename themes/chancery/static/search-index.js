/* The finds of the search index, for search.js, which loads this when a reader first asks. */
const doc = document, root = doc.documentElement;
const number = n => n.toLocaleString(root.lang || []);
const STEP = 20;

/* Own names count most, then titles, then who was there. */
const METADATA = { names: 9, title: 6, people: 2, kind: 1, line: 1, date: 1, words: .2 };
const engine = async script => {
	const pagefind = await import(script);
	await pagefind.options({ excerptLength: 36, excerptEllipsis: '…', ranking: { metaWeights: METADATA } });
	await pagefind.filters();
	return pagefind;
};

/* Texts of the index have blanks where Han and kana meet other letters; readers do not want them. In other languages
   than Japanese and Chinese the blank before a foreign name is the writer's. */
const WIDE = '[\\u3000-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\uff01-\\uff9f]', MARK = '(?:</?mark>)?';
const joints = /^(ja|zh)/.test(root.lang) ? [`(${WIDE}${MARK}) `, `() (?=${MARK}${WIDE})`] : [`(${WIDE}${MARK}) (?=${MARK}${WIDE})`];
const close = text => joints.reduce((text, joint) => text.replace(new RegExp(joint, 'g'), '$1'), text);
/* An excerpt is text with marks and escaped angle brackets: it becomes nodes, never HTML. */
const nodesOf = (excerpt, make) => close(excerpt).split(/<\/?mark>/).map((part, i) => {
	const text = part.replace(/&lt;/g, '<').replace(/&gt;/g, '>');
	return i % 2 ? make('mark', { textContent: text }) : text;
});

/* Gets hold of the index of a form; `ask` shows what it finds as long as the question is the current one. */
export const open = async (search, { make, fill, highlight, wordsOf }) => {
	const pagefind = await engine(search.dataset.pagefind);
	const input = search.elements.q, selects = [...search.querySelectorAll('select')], output = search.querySelector('output'), { dataset } = output;
	const [hits, more] = ['hits', 'more'].map(name => doc.querySelector(`[data-${name}]`));
	const names = new Map([...search.querySelectorAll('option')].map(option => [option, option.textContent]));
	let results = [], shown = 0, isLatest;

	const hit = ({ url, meta, excerpt }, words) => {
		const item = make('li'), title = make('h2'), link = make('a', { href: url, textContent: meta.title });
		const native = Object.keys(meta).find(key => key.startsWith('native:'));
		title.append(link);
		if (native) title.append(' ', make('bdi', { className: 'native', lang: native.slice(7), textContent: meta[native] }));
		item.append(make('p', { className: 'meta', textContent: [meta.kind, meta.date, meta.line].filter(Boolean).join(dataset.comma) }), title);
		const said = make('p', { className: 'what' });
		said.append(...nodesOf(excerpt, make));
		if (!meta.title.startsWith(said.textContent.replace(/…$/, ''))) item.append(said);
		highlight(link.firstChild, words, true);
		return item;
	};
	const put = async (from, to, isCurrent) => {
		const found = await Promise.all(results.slice(from, to).map(result => result.data()));
		if (!isCurrent()) return;
		const items = found.map(one => hit(one, wordsOf(input.value)));
		if (from) hits.append(...items); else hits.replaceChildren(...items);
		shown = from + items.length;
		more.hidden = shown >= results.length;
		return items[0];
	};
	const chosen = except => Object.fromEntries(selects.filter(({ value, name }) => value && name !== except).map(({ value, name }) => [name, [value]]));
	/* How many finds each choice would leave, the other filters as they are. */
	const count = counts => {
		selects.forEach((select, i) => {
			for (const option of select.options) if (option.value) {
				const n = counts ? counts[i][select.name]?.[option.value] || 0 : 1;
				option.textContent = counts ? fill(dataset.count, { name: option.value, count: number(n) }) : names.get(option);
				option.disabled = !n && !option.selected;
			}
		});
	};
	const say = (query, kinds) => {
		const order = [...search.elements.kind?.options || []].map(option => option.value);
		const said = Object.entries(kinds).filter(([, n]) => n).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
			.map(([name, n]) => fill(dataset.foundKind, { name, count: number(n) })).join(dataset.comma);
		const text = results.length ? query ? dataset.found : dataset.foundAll : query ? dataset.none : dataset.nothing;
		output.textContent = fill(text, { query, n: number(results.length), kinds: said });
	};
	const ask = async (query, most = STEP, isCurrent) => {
		isLatest = isCurrent;
		const filters = chosen();
		if (!query && !Object.keys(filters).length) return count();
		const term = query.normalize('NFKC') || null, answer = await pagefind.search(term, { filters });
		const counts = await Promise.all(selects.map(({ value, name }) => value ? pagefind.search(term, { filters: chosen(name) }) : answer));
		if (!isCurrent()) return;
		results = answer.results;
		await put(0, most, isCurrent);
		if (!isCurrent()) return;
		count(counts.map(({ filters }) => filters));
		say(query, answer.filters.kind || {});
	};
	const button = more.firstElementChild;
	/* Fetched while the pointer is on its way, so that they stand there at once. */
	for (const type of ['pointerenter', 'focus']) button.addEventListener(type, () => results.slice(shown, shown + STEP).forEach(result => result.data()));
	button.addEventListener('click', async () => {
		const first = await put(shown, shown + STEP, isLatest);
		history.replaceState({ shown }, '');
		first?.querySelector('a').focus();
	});
	return { ask };
};
