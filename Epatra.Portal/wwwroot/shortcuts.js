// The keys of the pages of the desk, as its list says: ? lists them, / searches, j and k go through the rows, g and a letter open a page.
const list = document.querySelector('dialog.shortcuts');
const shown = document.querySelector('[data-testid=shortcuts]');
const on = list.querySelector('input');
const isTyped = element => element.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');
let goes = false; // after g

shown.hidden = false;
shown.addEventListener('click', () => list.showModal());
on.checked = localStorage.shortcuts !== 'off';
on.addEventListener('change', () => { localStorage.shortcuts = on.checked ? 'on' : 'off'; });

const search = () => {
  const field = document.querySelector('main [role=search] input, main input[type=search]');
  if (field) field.focus(); else location.href = '/support';
};

const move = by => {
  const stops = [...document.querySelectorAll('main [data-testid$=-row]')]
    .map(row => [row, row.matches('[tabindex]') ? row : row.querySelector('a, button, input, summary')])
    .filter(([row, stop]) => stop && row.checkVisibility());
  const at = stops.findIndex(([row]) => row.contains(document.activeElement));
  stops[at < 0 ? (by > 0 ? 0 : stops.length - 1) : Math.min(Math.max(at + by, 0), stops.length - 1)]?.[1].focus();
};

document.addEventListener('keydown', event => {
  if (!on.checked || list.open || event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || isTyped(event.target)) return;
  const page = goes && document.querySelector(`.desk-nav [data-key="${CSS.escape(event.key)}"]`);
  const act = page ? () => page.click() : { '?': () => list.showModal(), '/': search, j: () => move(1), k: () => move(-1) }[event.key];
  goes = event.key === 'g';
  if (!act) return;
  event.preventDefault(); // the key is not typed into the field that it leads to
  act();
});
