// Starts the live part of a page. Moving between pages stays the browser's own work.
Blazor.start({ ssr: { disableDomPreservation: true } });

// The server no longer knows this page, for instance after its restart: loading it again brings everything back.
const dialog = document.getElementById('components-reconnect-modal');
new MutationObserver(() => {
  if (dialog.classList.contains('components-reconnect-rejected')) location.reload();
}).observe(dialog, { attributeFilter: ['class'] });
