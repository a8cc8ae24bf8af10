'use strict';
// As in the report: a link to a ladder opens it, and its rows are folded (lab/report/ladder.js).
(() => {
  function open() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
  }
  document.querySelectorAll('.ladder').forEach(foldLadder);
  addEventListener('hashchange', open);
  open();
})();
