/* before the first paint */
{
	const root = document.documentElement;
	root.classList.add('js');
	try {
		const theme = localStorage.getItem('theme');
		if (/^(light|dark)$/.test(theme)) root.dataset.theme = theme;
	} catch {}
}
