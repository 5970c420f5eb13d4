/* Search: typing leaves the entries that hold every word. */
{
const doc = document, root = doc.documentElement;
const all = (selector, within = doc) => [...within.querySelectorAll(selector)];
const on = (target, types, act) => types.split(' ').forEach(type => target.addEventListener(type, act));
const make = (tag, properties) => Object.assign(doc.createElement(tag), properties);
const fill = (pattern = '', values) => pattern.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
const address = () => new URLSearchParams(location.search);
const remember = pairs => {
	const params = address();
	for (const [key, value] of pairs) if (value) params.set(key, value); else params.delete(key);
	history.replaceState(null, '', location.pathname + (String(params) && '?' + params) + location.hash);
};

const [search] = all('form[data-search]'), lists = all('[data-index]');
if (search && lists.length) {
	const input = search.elements.q, [count] = all('output[data-some]');
	const fold = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
	const entries = lists.flatMap(list => [...list.children]).map(item => ({
		item, text: fold([item.textContent, ...[item, ...all('[data-also]', item)].map(e => e.dataset.also || '')].join(' ')),
	}));
	/* Folded letter by letter, to know the place of a hit. */
	const highlight = (node, words) => {
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
			if (!word || starts[i] < done) continue;
			let end = i + word.length;
			while (starts[end] === starts[end - 1]) end++;
			parts.push(node.data.slice(done, starts[i]), make('mark', { textContent: node.data.slice(starts[i], starts[end]) }));
			done = starts[end];
			i = end - 1;
		}
		if (parts.length) node.replaceWith(...parts, node.data.slice(done));
	};
	const look = () => {
		const query = input.value.trim(), words = fold(query).split(/\s+/).filter(Boolean).sort((a, b) => b.length - a.length);
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
		if (count) count.textContent = query && fill(count.dataset[shown ? 'some' : 'none'], { shown, total: entries.length, query });
	};
	on(input, 'input', () => {
		remember([['q', input.value.trim()]]);
		look();
	});
	on(search, 'submit', event => event.preventDefault());
	input.value = address().get('q') || '';
	look();
}
}
