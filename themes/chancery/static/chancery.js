/* Conveniences; every page works without them. Words come from the page. */
{
const doc = document, root = doc.documentElement;
const all = (selector, within = doc) => [...within.querySelectorAll(selector)];
const on = (target, types, act) => types.split(' ').forEach(type => target.addEventListener(type, act));
const make = (tag, properties) => Object.assign(doc.createElement(tag), properties);

/* Theme; the button names the state. */
const themes = ['system', 'light', 'dark'], theme = () => root.dataset.theme || 'system';
for (const button of all('[data-theme-toggle]')) {
	const label = () => { button.textContent = button.getAttribute('data-label-' + theme()); };
	on(button, 'click', () => {
		const next = themes[(themes.indexOf(theme()) + 1) % 3];
		if (next === 'system') delete root.dataset.theme; else root.dataset.theme = next;
		try { localStorage.setItem('theme', next); } catch {}
		label();
	});
	label();
}

/* Person cards: from the linked page; never on touch. */
if (!matchMedia('(pointer:coarse)').matches) {
	const pages = new Map(), card = make('div', { className: 'card', id: 'person-card', role: 'tooltip', hidden: true });
	let current, timer;
	doc.body.append(card);
	const person = ({ target, relatedTarget }) => {
		const a = target.closest?.('a.person[href]');
		return a && !a.contains(relatedTarget) && a.origin === location.origin && a.pathname !== location.pathname && a;
	};
	const line = (tag, textContent, className = '', lang = '') => textContent && make(tag, { className, lang, textContent });
	const load = async url => {
		try {
			const answer = await fetch(url), page = new DOMParser().parseFromString(answer.ok ? await answer.text() : '', 'text/html');
			return [['h1', 'b'], ['.native', 'p', 'native'], ['.standfirst', 'p'], ['.kicker', 'p', 'meta']].map(([selector, tag, name]) => {
				const part = page.querySelector('main ' + selector)?.cloneNode(true);
				if (part) for (const e of all('.vh, .iso, .native, sup', part)) e.remove();
				return part && line(tag, part.textContent.replace(/\s+/g, ' ').trim(), name, part.lang);
			});
		} catch { pages.delete(url); return []; }
	};
	const close = () => {
		clearTimeout(timer);
		card.hidden = true;
		current?.removeAttribute('aria-describedby');
		current = null;
	};
	const open = async link => {
		const url = link.href.split('#')[0];
		close();
		current = link;
		if (!pages.has(url)) pages.set(url, load(url));
		const lines = (await pages.get(url)).filter(Boolean);
		if (current !== link || !lines.length) return;
		card.replaceChildren(...[line('p', link.dataset.office, 'meta'), ...lines].filter(Boolean));
		card.hidden = false;
		link.setAttribute('aria-describedby', card.id);
		const at = link.getClientRects()[0], { offsetWidth: width, offsetHeight: height } = card;
		const x = getComputedStyle(root).direction === 'rtl' ? at.right - width : at.left;
		const y = at.bottom + height + 12 > innerHeight && at.top > height + 12 ? at.top - height - 6 : at.bottom + 6;
		card.style.left = Math.min(Math.max(16, x), root.clientWidth - width - 16) + scrollX + 'px';
		card.style.top = y + scrollY + 'px';
	};
	const soon = (ms, act) => { clearTimeout(timer); timer = setTimeout(act, ms); };
	on(doc, 'mouseover', event => { const link = person(event); if (link) soon(160, () => open(link)); });
	on(doc, 'focusin', event => { const link = person(event); if (link) open(link); });
	on(doc, 'mouseout', event => { if (person(event)) soon(220, close); });
	on(doc, 'focusout', event => { if (person(event)) close(); });
	on(card, 'mouseenter', () => clearTimeout(timer));
	on(card, 'mouseleave', () => soon(220, close));
	on(doc, 'keydown', event => event.key === 'Escape' && close());
}

/* Copy and print */
for (const button of all('[data-copy]')) {
	const words = button.textContent, [from] = all(button.dataset.copy);
	on(button, 'click', async () => {
		try {
			await navigator.clipboard.writeText(from.textContent);
			button.textContent = button.dataset.done;
			setTimeout(() => { button.textContent = words; }, 1600);
		} catch { getSelection().selectAllChildren(from); }
	});
}
for (const button of all('[data-print]')) on(button, 'click', () => print());
}
