// The code field: what is pasted loses its spaces, and six digits are submitted once by themselves.
document.querySelectorAll('[data-code-form]').forEach(form => {
  const field = form.querySelector('[data-code]');
  let sent = false;
  field.addEventListener('input', () => {
    const digits = field.value.replace(/\s/g, '');
    if (/^[0-9]{6}$/.test(digits) && !sent) {
      field.value = digits;
      form.requestSubmit();
    }
  });
  form.addEventListener('submit', event => {
    if (sent) event.preventDefault();
    sent = true;
  });
  // Back to this page from the browser's memory: it may be submitted again.
  window.addEventListener('pageshow', event => { if (event.persisted) { sent = false; field.value = ''; } });
});
