// Starts the live part of a page. Moving between pages stays the browser's own work.
let opened = false;
Blazor.start({ ssr: { disableDomPreservation: true }, circuit: { circuitHandlers: [{ onCircuitOpened: () => { opened = true; } }] } });

// The server no longer knows this page, for instance after its restart: loading it anew brings everything back. Not
// reload(): that would post again what was posted to get here.
const dialog = document.getElementById('components-reconnect-modal');
new MutationObserver(() => {
  if (dialog.classList.contains('components-reconnect-rejected')) location.replace(dialog.querySelector('.reconnect-rejected a').href);
}).observe(dialog, { attributeFilter: ['class'] });

// No live part was to be had, because there are too many or a network lets none through: the page goes on without it, and
// no dialog lies over it. A page that is nothing without it says so.
const fault = document.getElementById('blazor-error-ui');
new MutationObserver(() => {
  if (opened || !fault.hasAttribute('style')) return;
  fault.removeAttribute('style');
  document.querySelectorAll('[data-without-live]').forEach(said => {
    said.hidden = false;
    said.dataset.testid = 'error';
  });
}).observe(fault, { attributeFilter: ['style'] });
