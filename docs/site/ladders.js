'use strict';
// As in the report: a link to a ladder opens it, and a row of it tells its fields when it is asked, by mouse or by key.
(() => {
  function open() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
  }
  function tell(event) {
    const row = event.target.closest('li'), button = row?.querySelector('b[role=button]');
    if (!button || (event.type === 'keydown' && event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    button.setAttribute('aria-expanded', row.classList.toggle('told'));
  }
  for (const ladder of document.querySelectorAll('.ladder')) {
    ladder.classList.add('folded');
    for (const field of ladder.querySelectorAll('small')) {
      const button = field.parentElement.querySelector('b');
      button.tabIndex = 0;
      button.setAttribute('role', 'button');
      button.setAttribute('aria-expanded', 'false');
    }
    ladder.addEventListener('click', tell);
    ladder.addEventListener('keydown', tell);
  }
  addEventListener('hashchange', open);
  open();
})();
