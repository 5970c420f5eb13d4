/* Search: the index answers while one types; query and filters live in the address. Without an index, typing leaves
   the entries of the page that hold every word. */
{
const doc = document, root = doc.documentElement;
const all = (selector, within = doc) => [...within.querySelectorAll(selector)];
const on = (target, type, act) => target.addEventListener(type, act);
const make = (tag, properties) => Object.assign(doc.createElement(tag), properties);
const fill = (pattern = '', values) => pattern.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
const fold = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
const wordsOf = query => fold(query).split(/[\s"“”]+/).filter(Boolean).sort((a, b) => b.length - a.length);

/* Marks words in a text. Folded letter by letter, to know the place of a hit. */
const highlight = (node, words, atStart) => {
	const starts = [], parts = [];
	let folded = '', at = 0, done = 0;
	for (const letter of node.data) {
		folded += fold(letter);
		while (starts.length < folded.length) starts.push(at);
		at += letter.length;
	}
	starts.push(at);
	for (let i = 0; i < folded.length; i++) {
		const word = words.find(word => folded.startsWith(word, i));
		if (!word || starts[i] < done || atStart && /[A-Z0-9]/.test(folded[i - 1])) continue;
		let end = i + word.length;
		while (starts[end] === starts[end - 1]) end++;
		parts.push(node.data.slice(done, starts[i]), make('mark', { textContent: node.data.slice(starts[i], starts[end]) }));
		done = starts[end];
		i = end - 1;
	}
	if (parts.length) node.replaceWith(...parts, node.data.slice(done));
};

/* The entries of the page. */
const page = () => {
	const lists = all('[data-index]');
	const entries = lists.flatMap(list => [...list.children]).map(item => ({
		item, text: fold([item.textContent, ...[item, ...all('[data-also]', item)].map(e => e.dataset.also || '')].join(' ')),
	}));
	return query => {
		const words = wordsOf(query);
		let shown = 0;
		for (const list of lists) {
			for (const mark of all('mark', list)) mark.replaceWith(mark.textContent);
			list.normalize();
		}
		for (const { item, text } of entries) {
			item.hidden = !words.every(word => text.includes(word));
			if (item.hidden || ++shown > 200) continue;
			const walker = doc.createTreeWalker(item, 4 /* text */), nodes = [];
			while (walker.nextNode()) nodes.push(walker.currentNode);
			for (const node of nodes) highlight(node, words);
		}
		for (const list of lists) (list.closest('[data-group]') || list).hidden = [...list.children].every(item => item.hidden);
		return { shown, total: entries.length };
	};
};

const find = search => {
	const input = search.elements.q, selects = all('select', search), [output] = all('output', search), { dataset } = output;
	const [plain, hits, more, fault] = ['plain', 'hits', 'more', 'fault'].map(name => doc.querySelector(`[data-${name}]`));
	const script = doc.currentScript.src.replace(/search\.js$/, 'search-index.js'), filterPage = page();
	let index;
	const load = () => index ??= import(script).then(({ open }) => open(search, { make, fill, highlight, wordsOf }));
	let asked = 0, isBroken = !hits, timer, isDraft = false;

	const show = isIndex => {
		plain.hidden = isIndex;
		if (!hits) return;
		hits.hidden = !isIndex;
		if (!isIndex) {
			more.hidden = true;
			hits.replaceChildren();
		}
	};
	const askPage = query => {
		const { shown, total } = filterPage(query);
		output.textContent = query && fill(dataset[shown ? 'some' : 'none'], { shown, total, query });
		show(false);
	};
	const askIndex = async (query, most) => {
		const turn = ++asked, isCurrent = () => turn === asked;
		const isAsked = query || selects.some(({ value }) => value);
		show(isAsked);
		try {
			if (isAsked) hits.setAttribute('aria-busy', 'true');
			else askPage('');
			if (isAsked || index) await (await load()).ask(query, most, isCurrent);
			if (isCurrent()) hits.removeAttribute('aria-busy');
		} catch {
			if (!isCurrent()) return;
			isBroken = true;
			fault.hidden = false;
			for (const fieldset of all('fieldset', search)) fieldset.hidden = true;
			askPage(query);
		}
	};
	const ask = most => (isBroken ? askPage : askIndex)(input.value.trim(), most);

	/* What is typed in one go is one entry of the history; a choice is one of its own. */
	const write = isDone => {
		const params = new URLSearchParams(location.search);
		for (const { name, value } of [input, ...selects]) if (value.trim()) params.set(name, value.trim()); else params.delete(name);
		const query = String(params) && '?' + params;
		if (query !== location.search) {
			history[isDraft ? 'replaceState' : 'pushState'](null, '', location.pathname + query + location.hash);
			isDraft = true;
		}
		if (isDone) isDraft = false;
	};
	const read = () => {
		const params = new URLSearchParams(location.search);
		isDraft = false;
		for (const field of [input, ...selects]) {
			field.value = params.get(field.name) || '';
			if (field.selectedIndex < 0) field.value = '';
		}
		ask(history.state?.shown);
	};
	const now = () => {
		clearTimeout(timer);
		write(true);
		ask();
	};
	on(input, 'input', () => {
		write(false);
		clearTimeout(timer);
		if (isBroken) ask(); else timer = setTimeout(() => ask(), 150);
	});
	on(search, 'change', now);
	on(search, 'submit', event => {
		event.preventDefault();
		now();
	});
	on(window, 'popstate', read);
	read();
};

const [search] = all('form[data-search]');
if (search) find(search);
}
