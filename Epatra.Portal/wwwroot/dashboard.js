// How long ago something began, counted each second. The server's clock counts: the page says what time it was there.
const page = document.querySelector('[data-now]');
const ahead = performance.timeOrigin + performance.now() - page.dataset.now; // of this computer's clock, within the time of the page's way here

customElements.define('age-clock', class extends HTMLElement {
  static observedAttributes = ['data-since'];
  static all = new Set();

  connectedCallback() { this.constructor.all.add(this); this.show(); }

  disconnectedCallback() { this.constructor.all.delete(this); }

  attributeChangedCallback() { this.show(); }

  show() {
    const seconds = Math.max(0, Math.floor((Date.now() - ahead - this.dataset.since) / 1000));
    const { days, hours } = this.dataset;
    const [s, m, h, d] = [seconds % 60, Math.floor(seconds / 60) % 60, Math.floor(seconds / 3600) % 24, Math.floor(seconds / 86400)];
    const text = d > 0 ? `${d} ${days} ${h} ${hours}` : h > 0 ? `${h} ${hours} ${m} min` : m > 0 ? `${m} min ${s} s` : `${s} s`;
    if (this.textContent !== text) this.textContent = text;
  }
});
setInterval(() => customElements.get('age-clock').all.forEach(clock => clock.show()), 1000);

// Up and down choose among the people below the search, and leave the cursor where it is.
document.addEventListener('keydown', event => {
  if (event.target.role === 'combobox' && ['ArrowUp', 'ArrowDown'].includes(event.key)) event.preventDefault();
}, true);

new MutationObserver(() => document.querySelector('[role=option][aria-selected=true]')?.scrollIntoView({ block: 'nearest' }))
  .observe(document.querySelector('.dashboard'), { subtree: true, attributeFilter: ['aria-selected'] });
