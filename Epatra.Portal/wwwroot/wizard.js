// Copy, download and print of what stands on the page: the browser's own work, without a way over the server.
const copy = async text => {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // no clipboard outside HTTPS and localhost
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }
  return true;
};

const download = (text, name) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000); // the download begins after the click
};

const say = (button, text) => {
  const status = button.parentElement.querySelector('[data-said]');
  status.textContent = text;
  setTimeout(() => status.textContent = '', 4000);
};

document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy], [data-download], [data-print]');
  if (!button) return;
  if (button.dataset.copy !== undefined) {
    if (await copy(button.dataset.copy)) say(button, button.dataset.copied);
  }
  if (button.dataset.download !== undefined) download(button.dataset.download, button.dataset.file);
  if (button.dataset.print !== undefined) window.print();
});
