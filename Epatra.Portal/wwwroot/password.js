// Where a new password is chosen: show and hide, a hint about Caps Lock, and word to the live meter of what is typed.
{
  const field = document.getElementById('new-password');
  const again = document.getElementById('confirm-password');
  const current = document.getElementById(again.dataset.currentPassword);
  const fields = [field, again];
  const show = document.querySelector('[data-show-password]');
  const capsLock = document.querySelector('[data-caps-lock]');
  let meter, timer;

  const hide = hidden => {
    fields.forEach(one => one.type = hidden ? 'password' : 'text');
    show.textContent = hidden ? show.dataset.show : show.dataset.hide;
  };
  show.hidden = false;
  show.addEventListener('click', () => hide(field.type === 'text'));
  field.form.addEventListener('submit', () => hide(true)); // or the browser would remember it as a text

  [...fields, ...current ? [current] : []].forEach(one => {
    ['keydown', 'keyup'].forEach(name => one.addEventListener(name, event => {
      const on = event.getModifierState?.('CapsLock') ? capsLock.dataset.capsLock : '';
      if (capsLock.textContent !== on) capsLock.textContent = on;
    }));
    one.addEventListener('blur', () => capsLock.textContent = '');
  });

  // One character more than a password may have tells that it is too long. Calls arrive in the order they are made.
  const look = () => {
    clearTimeout(timer);
    const typed = field.value.normalize();
    const isCurrent = typed !== '' && typed === current?.value.normalize();
    meter?.invokeMethodAsync('Look', [...typed].slice(0, 129).join(''), isCurrent).catch(() => { }); // the connection is lost
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, 100); // with the way there and back still within 150 ms
  };
  ['input', 'change'].forEach(name => [field, current].forEach(one => one?.addEventListener(name, soon)));
  addEventListener('pageshow', event => {
    if (event.persisted) hide(true);
    soon();
  });

  window.passwordMeter = {
    connect(reference) {
      meter = reference;
      if (field.value) look(); // typed before the page came to life
    },
  };
}
