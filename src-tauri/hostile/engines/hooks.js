// Runs first in every document of an engine, whatever its policy, and tells the top window what
// the document does. `began` shows that it was there to see.
(() => {
  const id = /\/case\/([\w-]+)$/.exec(location.pathname)?.[1] ?? '?';
  const say = Window.prototype.postMessage ?? window.postMessage;
  const whole = window.top;
  if (whole === window) return;
  const told = new Set();
  const seen = (what) => {
    if (told.has(what)) return;
    told.add(what);
    say.call(whole, { id, what }, '*');
  };
  if (id !== '?') seen('began');
  else if (!/^(about|chrome-error):/.test(location.href))
    seen(`went to ${location.href.slice(0, 80)}`);
  const later = window.setTimeout.bind(window);

  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', 'fetch', 'importScripts']) {
    window[name] = () => {
      seen(`called ${name}`);
      return name === 'fetch' ? Promise.reject(new Error('no')) : undefined;
    };
  }
  for (const name of ['setTimeout', 'setInterval']) {
    const own = window[name];
    window[name] = (work, ...rest) => {
      if (typeof work !== 'function') seen(`called ${name} with a text`);
      return own.call(window, work, ...rest);
    };
  }
  const evaluate = window.eval;
  window.eval = (text) => {
    seen('called eval');
    return evaluate(text);
  };
  document.write = document.writeln = () => seen('called write');
  XMLHttpRequest.prototype.open = () => seen('called XMLHttpRequest');
  XMLHttpRequest.prototype.send = () => {};
  navigator.sendBeacon = () => seen('called sendBeacon');
  // What attacks call or set most, besides.
  for (const name of ['xss', 'XSS', 'pwned', 'scriptRan', 'x55', 'ran']) {
    Object.defineProperty(window, name, {
      configurable: true,
      get: () => () => seen(`called ${name}`),
      set: () => {
        seen(`set ${name}`);
      },
    });
  }

  const events =
    'mouseover mouseenter mousemove pointerenter pointerover mousedown mouseup click dblclick ' +
    'focus focusin blur keydown keyup input change beforeinput scroll wheel copy cut paste drag ' +
    'dragstart drop touchstart animationstart animationend transitionend toggle load error submit ' +
    'auxclick contextmenu select begin end play pageshow resize message hashchange';
  const eventOf = (type) => {
    const how = { bubbles: true, cancelable: true };
    // As a hand makes them: what is no click of a button is none of a link.
    if (/^(mouse|pointer)|click$|^contextmenu$/.test(type))
      return new MouseEvent(type, { ...how, button: type === 'auxclick' ? 1 : 0 });
    return new Event(type, how);
  };
  const poke = () => {
    const all = [document.documentElement, ...document.querySelectorAll('body, .body *')];
    for (const element of all.slice(0, 150)) {
      for (const { name } of Array.from(element.attributes)) {
        if (/^on/i.test(name) && typeof element[name.toLowerCase()] === 'function')
          seen(`made a handler of ${name.toLowerCase()}`);
      }
      for (const type of events.split(' ')) {
        try {
          element.dispatchEvent(eventOf(type));
        } catch {
          // An element that refuses an event has not run anything.
        }
      }
      if (element.localName === 'form') {
        try {
          element.requestSubmit();
        } catch {
          // So has a form that refuses to be sent.
        }
      }
    }
  };
  addEventListener('load', () => later(poke, 30));
})();
