'use strict';
// The hash is the whole state: #SHOWN?text=...&code=...&ask=...&ending=...&beside=...&axis=...
(() => {
  const $ = id => document.getElementById(id);
  const keys = ['text', 'code', 'ask', 'ending'];
  const rows = [...document.querySelectorAll('#matrix tr[data-q]')].map(row => ({
    row, text: row.textContent.toLowerCase(), code: row.dataset.k.split(' '), ask: row.dataset.q.split(' '),
    ending: row.dataset.e.split(' ')}));
  const sections = [...document.querySelectorAll('section.x')];
  const details = $('details');
  let state = {shown: '', of: new URLSearchParams()};

  function read() {
    const hash = location.hash.slice(1), mark = hash.indexOf('?');
    return {shown: decodeURIComponent(mark < 0 ? hash : hash.slice(0, mark)),
            of: new URLSearchParams(mark < 0 ? '' : hash.slice(mark + 1))};
  }
  function write(push) {
    const query = state.of.toString(), url = '#' + state.shown + (query ? '?' + query : '');
    if (url !== location.hash) history[push ? 'pushState' : 'replaceState'](null, '', url);
  }

  function filter() {
    const wanted = Object.fromEntries(keys.map(key => [key, state.of.get(key) || '']));
    const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const one of rows) {
      const fits = words.every(word => one.text.includes(word)) &&
        ['code', 'ask', 'ending'].every(key => !wanted[key] || one[key].includes(wanted[key]));
      one.row.hidden = !fits;
      count += fits;
    }
    for (const body of document.querySelectorAll('#matrix tbody'))
      body.hidden = !body.querySelector('tr[data-q]:not([hidden])');
    for (const key of keys) if ($('f-' + key).value !== wanted[key]) $('f-' + key).value = wanted[key];
    $('shown').textContent = `${count} of ${rows.length} experiments`;
  }

  const cells = table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent.trim()));
  function mark(one, other) {
    const there = new Map(cells(other.querySelector('.results')).map(row => [row[0], row]));
    for (const row of one.querySelector('.results').rows)
      [...row.cells].forEach((cell, i) => {
        const same = there.get(row.cells[0].textContent.trim());
        cell.classList.toggle('unlike', !same || same[i] !== cell.textContent.trim());
      });
  }

  function place(ladder, axis) {
    const items = [...ladder.children];
    const times = items.map(item => parseFloat(item.firstChild.textContent));
    const last = Math.max(...times, 0.001);
    const scale = {linear: at => Math.max(at, 0) / last,
      log: at => Math.log1p(Math.max(at, 0) * 1000) / Math.log1p(last * 1000)}[axis];
    items.forEach((item, i) => {
      const gap = scale && i ? scale(times[i]) - scale(times[i - 1]) : 0;
      item.style.paddingTop = gap > 0 ? (gap * 30).toFixed(2) + 'em' : '';
    });
  }

  function show(scroll) {
    const target = state.shown && $(state.shown);
    const section = target && target.closest('section.x');
    const beside = section && $(state.of.get('beside') || ' ');
    const both = [section, beside && beside.closest('section.x')].filter((one, i, all) => one && all.indexOf(one) === i);
    for (const one of sections) one.hidden = !both.includes(one);
    details.hidden = !section;
    document.body.classList.toggle('opened', !!section);
    document.body.classList.toggle('beside', both.length > 1);
    for (const cell of document.querySelectorAll('.results .unlike')) cell.classList.remove('unlike');
    for (const link of document.querySelectorAll('#matrix a[aria-current]')) link.removeAttribute('aria-current');
    if (!section) return;
    for (const link of document.querySelectorAll(`#matrix a[href="#${CSS.escape(state.shown)}"]`))
      link.setAttribute('aria-current', 'true');
    if (target.matches('details')) target.open = true;
    if (both.length > 1) { mark(both[0], both[1]); mark(both[1], both[0]); }
    $('which').textContent = both.map(one => one.id).join(', ');
    const axis = state.of.get('axis') || 'order';
    $('axis').value = axis;
    $('beside').value = state.of.get('beside') || '';
    for (const one of both) for (const ladder of one.querySelectorAll('.ladder')) { foldLadder(ladder); place(ladder, axis); }
    if (scroll) {
      (target.matches('details') ? target.firstElementChild : $('close')).focus({preventScroll: true});
      details.scrollTop += target.getBoundingClientRect().top - details.getBoundingClientRect().top - 60;
    }
  }

  function change(key, value, push) {
    if (value) state.of.set(key, value); else state.of.delete(key);
    write(push);
  }
  function arrived() {
    const next = read();
    // A link in the page names what it shows alone: the filters stay.
    if (!location.hash.includes('?')) next.of = state.of;
    state = next;
    write(false);
    filter();
    show(true);
  }

  const bar = document.createElement('div');
  bar.id = 'bar';
  bar.innerHTML = '<button type=button id=close>close</button> <strong id=which></strong> <label>time axis <select id=axis>' +
    '<option value=order>order<option value=linear>linear<option value=log>logarithmic</select></label> ' +
    '<label>beside it <select id=beside><option value="">nothing</select></label>';
  details.prepend(bar);
  for (const section of sections) $('beside').add(new Option(section.id, section.id));
  $('filters').hidden = false;
  document.body.classList.add('scripted');

  for (const key of keys)
    $('f-' + key).addEventListener('input', event => { change(key, event.target.value); filter(); });
  $('clear').addEventListener('click', () => { keys.forEach(key => change(key, '')); filter(); });
  $('axis').addEventListener('input', event => { change('axis', event.target.value === 'order' ? '' : event.target.value); show(); });
  $('beside').addEventListener('input', event => { change('beside', event.target.value); show(); });
  function close() {
    const link = document.querySelector('#matrix a[aria-current]');
    state.shown = '';
    write(true);
    show();
    if (link) link.focus();
  }
  $('close').addEventListener('click', close);
  document.addEventListener('keydown', event => { if (event.key === 'Escape' && state.shown) close(); });
  addEventListener('hashchange', arrived);
  addEventListener('popstate', () => { state = read(); filter(); show(true); });
  addEventListener('beforeprint', () => {
    for (const cell of document.querySelectorAll('section.x:not([hidden]) details.cell')) cell.open = true;
  });
  arrived();
})();
