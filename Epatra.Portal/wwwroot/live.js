// Starts the live part of a page. Moving between pages stays the browser's own work.
Blazor.start({ ssr: { disableDomPreservation: true } });
