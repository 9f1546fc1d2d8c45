// Counts down how long somebody has to wait. A custom element: it also works where a live page shows it later.
customElements.define('wait-clock', class extends HTMLElement {
  static observedAttributes = ['data-seconds'];

  connectedCallback() { this.start(); }

  disconnectedCallback() { clearInterval(this.timer); }

  attributeChangedCallback() { if (this.isConnected) this.start(); }

  start() {
    clearInterval(this.timer);
    this.role = 'timer';
    this.ariaLive = 'off'; // it stands in an alert, which would read out each second
    this.end = Date.now() + this.dataset.seconds * 1000;
    this.timer = setInterval(() => this.show(), 1000);
  }

  show() {
    const left = Math.ceil((this.end - Date.now()) / 1000);
    const { one, many, minutes, over } = this.dataset;
    if (left <= 0) {
      clearInterval(this.timer);
      this.role = 'status';
      this.ariaLive = 'polite';
    }
    this.textContent = left <= 0 ? over : left === 1 ? one
      : left <= 120 ? many.replace('{0}', left) : minutes.replace('{0}', Math.ceil(left / 60));
  }
});
