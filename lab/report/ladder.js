'use strict';
// A row of a ladder tells its fields when it is asked, by mouse or by key: in the report and in the site (docs/site/).
const foldLadder = (() => {
  function tell(event) {
    const row = event.target.closest('li'), button = row?.querySelector('b[role=button]');
    if (!button || (event.type === 'keydown' && event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    button.setAttribute('aria-expanded', row.classList.toggle('told'));
  }
  return ladder => {
    if (ladder.classList.contains('folded')) return;
    ladder.classList.add('folded');
    for (const field of ladder.querySelectorAll('small')) {
      const button = field.parentElement.querySelector('b');
      button.tabIndex = 0;
      button.setAttribute('role', 'button');
      button.setAttribute('aria-expanded', 'false');
    }
    ladder.addEventListener('click', tell);
    ladder.addEventListener('keydown', tell);
  };
})();
