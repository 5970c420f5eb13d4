/* The tracker: filters and order live in the address. */
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
	const query = String(params) && '?' + params;
	if (query !== location.search) history.pushState(null, '', location.pathname + query + location.hash);
};

for (const form of all('form[data-filter]')) {
	const table = doc.getElementById(form.dataset.filter), output = form.querySelector('output');
	const rows = all('tbody tr:not(.group-head)', table), homes = rows.map(row => row.parentNode), bodies = all('tbody', table);
	const heads = all('th button[data-sort]', table), flat = make('tbody');
	const fields = [...form.elements].filter(field => field.name);
	let order = null;

	const fits = (row, { name, value }) => {
		const { [name]: own = '', date = '' } = row.dataset;
		if (!value) return true;
		if (name === 'amount') return own && Number(own) >= Number(value);
		if (name === 'from') return date && date + '9999-12-31'.slice(date.length) >= value;
		if (name === 'to') return date && date <= value;
		return own.split(/[\s,]+/).includes(value);
	};
	/* Up, down, then as printed. Empty comes last; amounts stay with their unit. */
	const sort = (key, direction) => {
		const head = heads.find(button => button.dataset.sort === key), down = direction === 'desc';
		const compare = { number: (a, b) => a - b, date: (a, b) => (a > b) - (a < b) }[head?.dataset.sortType] || new Intl.Collator(root.lang || []).compare;
		const marked = rows.some(row => key in row.dataset);
		const value = row => marked ? row.dataset[key] || '' : row.cells[head.parentNode.cellIndex].textContent.trim();
		for (const button of heads) button.parentNode.setAttribute('aria-sort', button !== head ? 'none' : down ? 'descending' : 'ascending');
		order = head && [key, down ? 'desc' : 'asc'];
		flat.remove();
		if (!head) rows.forEach((row, i) => homes[i].append(row));
		else {
			const unit = row => key === 'amount' && row.dataset.unit || '';
			flat.append(...[...rows].sort((one, two) => {
				const a = value(one), b = value(two);
				return !a - !b || unit(one).localeCompare(unit(two)) || (down ? compare(b, a) : compare(a, b));
			}));
			table.append(flat);
		}
	};
	const show = () => {
		for (const row of rows) row.hidden = !fields.every(field => fits(row, field));
		for (const body of bodies) body.hidden = !rows.some(row => row.parentNode === body && !row.hidden);
		if (output) output.textContent = fill(output.dataset.some, { shown: rows.filter(row => !row.hidden).length, total: rows.length });
	};
	const write = () => {
		remember([...fields.map(({ name, value }) => [name, value]), ['sort', order?.[0]], ['order', order?.[1]]]);
		show();
	};
	const read = () => {
		const params = address();
		for (const field of fields) {
			field.value = params.get(field.name) || '';
			if (field.selectedIndex < 0) field.value = '';
		}
		sort(params.get('sort'), params.get('order'));
		show();
	};
	for (const button of heads) {
		button.disabled = false;
		on(button, 'click', () => {
			const key = button.dataset.sort, now = order?.[0] === key && order[1];
			sort(now === 'desc' ? null : key, now ? 'desc' : 'asc');
			write();
		});
	}
	on(form, 'input', show);
	on(form, 'change', write);
	on(form, 'submit', event => event.preventDefault());
	on(form, 'reset', event => {
		event.preventDefault();
		for (const field of fields) field.value = '';
		write();
	});
	on(window, 'popstate', read);
	read();
}
}
