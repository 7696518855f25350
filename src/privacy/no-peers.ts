/*
 * Imported first by the page. No policy of content security reaches WebRTC, and Hakui has no use for it: without its
 * constructors, code that got in would have nothing to open a connection with.
 */
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) Reflect.deleteProperty(globalThis, name);
