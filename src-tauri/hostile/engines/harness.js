// The window around the frames: shows every case in a frame of its own and gathers what the
// frames tell of themselves.
window.run = (ids, { sandbox, prefix, atOnce, settle }) => {
  const result = { began: [], ran: {}, done: false };
  window.result = result;
  const began = new Set();
  window.addEventListener('message', ({ data }) => {
    if (typeof data?.id !== 'string' || typeof data.what !== 'string') return;
    if (data.what === 'began') began.add(data.id);
    else (result.ran[data.id] ??= []).push(data.what);
  });
  const waiting = [...ids];
  let open = 0;
  const next = () => {
    const id = waiting.shift();
    if (id === undefined) {
      if (open > 0) return;
      result.began = began.size;
      result.done = true;
      window.webkit?.messageHandlers?.report?.postMessage(JSON.stringify(result));
      return;
    }
    open += 1;
    const frame = document.createElement('iframe');
    if (sandbox !== null) frame.setAttribute('sandbox', sandbox);
    frame.width = 400;
    frame.height = 200;
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      setTimeout(() => {
        frame.remove();
        open -= 1;
        next();
      }, settle);
    };
    frame.onload = end;
    setTimeout(end, 3000);
    frame.src = `${prefix}/case/${id}`;
    document.body.append(frame);
  };
  for (let at = 0; at < atOnce; at += 1) next();
};
