// Starts the live part of a page. Moving between pages stays the browser's own work.
Blazor.start({ ssr: { disableDomPreservation: true } });

// The server no longer knows this page, for instance after its restart: loading it anew brings everything back. Not
// reload(): that would post again what was posted to get here.
const dialog = document.getElementById('components-reconnect-modal');
new MutationObserver(() => {
  if (dialog.classList.contains('components-reconnect-rejected')) location.replace(dialog.querySelector('.reconnect-rejected a').href);
}).observe(dialog, { attributeFilter: ['class'] });
