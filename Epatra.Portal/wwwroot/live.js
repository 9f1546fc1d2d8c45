// Starts the live part of a page. Moving between pages stays the browser's own work, except from a page whose live part
// goes on to another one: its connection goes with it, which saves the time of a new one.
let opened = false;
const goesOn = document.currentScript.dataset.goesOn !== undefined;
let path = location.pathname;
if (goesOn) addEventListener('popstate', event => { // moving within the page loads nothing, or what was typed would be lost
  if (location.pathname === path) event.stopImmediatePropagation();
});
Blazor.start({ ssr: { disableDomPreservation: !goesOn }, circuit: { circuitHandlers: [{ onCircuitOpened: () => { opened = true; } }] } });
if (goesOn) Blazor.addEventListener('enhancedload', () => { // as after any other move to a page: read from its title on
  if (location.pathname === path) return;
  path = location.pathname;
  const title = document.querySelector('h1');
  title.tabIndex = -1;
  title.focus();
});

// The server no longer knows this page, for instance after its restart: loading it anew brings everything back. Not
// reload(): that would post again what was posted to get here.
new MutationObserver(() => {
  const dialog = document.getElementById('components-reconnect-modal'); // another one on the page that the live part goes on to
  if (dialog?.classList.contains('components-reconnect-rejected')) location.replace(dialog.querySelector('.reconnect-rejected a').href);
}).observe(document.body, { subtree: true, attributeFilter: ['class'] });

// No live part was to be had, because there are too many or a network lets none through: the page goes on without it, and
// no dialog lies over it. A page that is nothing without it says so.
const goOnWithout = () => document.querySelectorAll('[data-without-live]').forEach(said => {
  said.hidden = false;
  said.dataset.testid = 'error';
});
new MutationObserver(() => {
  const fault = document.getElementById('blazor-error-ui');
  if (opened || !fault?.hasAttribute('style')) return;
  fault.removeAttribute('style');
  goOnWithout();
}).observe(document.body, { subtree: true, attributeFilter: ['style'] });
addEventListener('unhandledrejection', () => { if (!opened) goOnWithout(); }); // it did not even come to a connection
