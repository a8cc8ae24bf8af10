'use strict';
// pages, of search-index.js: [kind, name, title, path, names, text]. The address holds what is looked for: ?q=WORDS.
(() => {
  const plain = text => text.toLowerCase().replace(/[_\s]+/g, ' ').trim();
  const bare = text => ` ${plain(text.replace(/[^\w:]+/g, ' '))} `;
  const index = pages.map(([kind, name, title, path, names, text]) => ({
    kind, name, title, path, names: names.map(plain), head: plain(`${name} ${title}`), text: plain(text),
    // Those that a line of a log may have among other words: "close" or "hold" may mean anything there.
    spoken: names.filter(each => each.length > 3 && /[^a-z]/.test(each)).map(bare)}));
  const order = ['error', 'ending', 'strategy', 'experiment', 'lesson', 'document'];
  const box = document.getElementById('q'), found = document.getElementById('found');

  /// How well a page fits: its name; a name of it in a line of a log; its title; its text. 0: not at all.
  function fit(page, query, words) {
    if (page.names.includes(query)) return 5;
    if (words.length > 1 && page.spoken.some(name => bare(query).includes(name))) return 4;
    if (page.names.some(name => name.startsWith(query))) return 3;
    if (words.every(word => page.head.includes(word))) return 2;
    const all = `${page.head} ${page.names.join(' ')} ${page.text}`;
    return words.every(word => all.includes(word)) ? 1 : 0;
  }

  function show() {
    const query = plain(box.value), words = query.split(' ');
    const hits = !query ? [] : index.map(page => ({page, fit: fit(page, query, words)})).filter(hit => hit.fit)
      .sort((a, b) => b.fit - a.fit || order.indexOf(a.page.kind) - order.indexOf(b.page.kind));
    found.replaceChildren(...hits.slice(0, 50).map(({page}) => {
      const item = document.createElement('li'), link = document.createElement('a');
      const named = page.kind !== 'lesson' && page.kind !== 'document';
      link.href = page.path;
      link.textContent = named ? page.name : page.title;
      item.append(link, named ? ` (${page.kind}): ${page.title}` : ` (${page.kind})`);
      return item;
    }));
    const count = `${hits.length} ${hits.length === 1 ? 'page' : 'pages'}`;
    document.getElementById('count').textContent = query && count;
  }

  box.value = new URLSearchParams(location.search).get('q') || '';
  box.addEventListener('input', show);
  box.form.addEventListener('submit', event => {
    event.preventDefault();
    history.replaceState(null, '', '?q=' + encodeURIComponent(box.value));
    show();
  });
  show();
})();
