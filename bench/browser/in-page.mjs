// Functions that run in the page: each is sent there as text, and must not use anything from outside of itself but `globalThis.bench`, which the first one makes.

/**
 * Before the page's own scripts: takes the time at which something is seen. It is looked for in each frame, and the time taken once that frame has been drawn;
 * all times are the page's `performance.now()`, which begins with the navigation.
 * @param {{row: string, text: string[][]}} selectors of a row with content, and of where the text of a message stands, each step within the frame of the last
 */
export function watchPage({ row, text }) {
  if (globalThis !== globalThis.top) return;
  const painted = (/** @type {() => unknown} */ isThere) =>
    new Promise((resolve) => {
      const look = () => {
        if (!isThere()) {
          requestAnimationFrame(look);
          return;
        }
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(0);
      };
      requestAnimationFrame(look);
    });
  const isSeen = (/** @type {any} */ element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getBoundingClientRect().height > 0;
  const holds = (/** @type {any} */ root, /** @type {string[]} */ [selector, ...inner], /** @type {string} */ mark) =>
    [...root.querySelectorAll(selector)].some((element) => {
      if (inner.length === 0) return element.textContent.includes(mark) && isSeen(element);
      return element.contentDocument?.body && isSeen(element) && holds(element.contentDocument, inner, mark);
    });
  const rowWith = (/** @type {string} */ words) => [...document.querySelectorAll(row)].find((one) => one.textContent.includes(words) && one.checkVisibility());
  const rowSeen = () => [...document.querySelectorAll(row)].filter((one) => one.textContent.trim() !== '' && isSeen(one));
  globalThis.bench = {
    painted,
    rowWith,
    firstRow: painted(() => rowSeen().length > 0),
    // What is inert is a picture of a list, which nobody can do anything with.
    usableRow: painted(() => rowSeen().some((one) => !one.closest('[inert]'))),
    hasText: (/** @type {string} */ mark) => text.some((path) => holds(document, path, mark)),
  };
}

/** @returns when the first row of the list was seen, in milliseconds after the navigation began */
export function firstRowSeen() {
  return globalThis.bench.firstRow;
}

/** @returns when the first row was there that answers to a click, in milliseconds after the navigation began */
export function usableRowSeen() {
  return globalThis.bench.usableRow;
}

/** Begins to wait for the text of a message; the clock starts when the pointer is let go. */
export function expectText(/** @type {string} */ mark) {
  const released = new Promise((resolve) => addEventListener('pointerup', (event) => resolve(event.timeStamp), { capture: true, once: true }));
  globalThis.bench.opening = (async () => {
    const start = await released;
    return (await globalThis.bench.painted(() => globalThis.bench.hasText(mark))) - start;
  })();
}

/** @returns milliseconds from the pointer to the text */
export function textSeen() {
  return globalThis.bench.opening;
}

/** Begins to wait for a row with these words. */
export function expectRow(/** @type {string} */ words) {
  globalThis.bench.arrival = globalThis.bench.painted(() => globalThis.bench.rowWith(words)).then((/** @type {number} */ at) => performance.timeOrigin + at);
}

/** @returns when it was seen, as milliseconds since 1970 */
export function rowSeen() {
  return globalThis.bench.arrival;
}

export function hasRow(/** @type {string} */ words) {
  return globalThis.bench.rowWith(words) !== undefined;
}

export function hasNoRow(/** @type {string} */ words) {
  return globalThis.bench.rowWith(words) === undefined;
}

export function hasText(/** @type {string} */ mark) {
  return globalThis.bench.hasText(mark);
}

/** Resolves when the page has asked the server for nothing for half a second, at most after twenty. */
export function quiet() {
  return new Promise((resolve) => {
    let last = performance.now();
    const observer = new PerformanceObserver(() => (last = performance.now()));
    observer.observe({ type: 'resource' });
    const end = last + 20_000;
    const look = () => {
      const now = performance.now();
      if (now - last < 500 && now < end) {
        setTimeout(look, 50);
        return;
      }
      observer.disconnect();
      resolve(undefined);
    };
    look();
  });
}

/** Resolves when the service worker serves this page. */
export async function workerServes() {
  if (!navigator.serviceWorker) throw new Error('there are no service workers here');
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
}

/** Resolves when our client has kept the picture that the next visit begins with. */
export async function pictureKept() {
  const end = performance.now() + 20_000;
  const answer = (/** @type {any} */ request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const isKept = async () => {
    const name = (await indexedDB.databases()).map((one) => one.name).find((one) => one?.startsWith('messagerie:'));
    if (!name) return false;
    const database = await answer(indexedDB.open(name));
    try {
      return (await answer(database.transaction('meta').objectStore('meta').get('first picture'))) !== undefined;
    } finally {
      database.close();
    }
  };
  while (!(await isKept())) {
    if (performance.now() > end) throw new Error('no picture of the list is kept');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// ── the virtual list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Scrolls so that a row stands a little below the top, and waits for it. @returns its text */
export async function showRow(/** @type {number} */ index) {
  const grid = document.querySelector('[role="grid"]');
  const height = grid.querySelector('[role="row"]').offsetHeight;
  grid.scrollTop = Math.max(0, (index - 1) * height);
  const row = () => grid.querySelector(`[data-index="${index}"]:not([aria-busy="true"])`);
  await globalThis.bench.painted(row);
  return row().textContent;
}

/**
 * Begins to take each frame's time and how long rows in sight are blank: not drawn, or drawn without content.
 */
export function watchFrames() {
  const grid = document.querySelector('[role="grid"]');
  const height = grid.querySelector('[role="row"]').offsetHeight;
  const count = Number(grid.getAttribute('aria-rowcount'));
  const frames = [];
  const since = new Map();
  let longestBlank = 0;
  let last = performance.now();
  let isOn = true;
  const frame = (/** @type {number} */ now) => {
    if (!isOn) return;
    frames.push(now - last);
    last = now;
    const from = Math.max(0, Math.floor(grid.scrollTop / height));
    const to = Math.min(count - 1, Math.ceil((grid.scrollTop + grid.clientHeight) / height) - 1);
    const drawn = new Map([...grid.querySelectorAll('[data-index]')].map((row) => [Number(row.dataset.index), row]));
    const blank = new Set();
    for (let index = from; index <= to; index++) {
      const row = drawn.get(index);
      if (!row || row.getAttribute('aria-busy') === 'true') blank.add(index);
    }
    for (const index of blank) if (!since.has(index)) since.set(index, now);
    for (const [index, start] of since) {
      longestBlank = Math.max(longestBlank, now - start);
      if (!blank.has(index)) since.delete(index);
    }
    globalThis.bench.blankRows = blank.size;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  globalThis.bench.endFrames = () => {
    isOn = false;
    return { frames: frames.slice(1), longestBlank };
  };
}

/** @returns the frames since {@link watchFrames}, and the longest time that a row in sight was blank, in milliseconds */
export function framesSeen() {
  return globalThis.bench.endFrames();
}

/**
 * Pulls the scrollbar to a part of the whole within a fifth of a second, and waits until no row is blank there.
 * @returns milliseconds from letting it go until then
 */
export async function pullTo(/** @type {number} */ part) {
  const grid = document.querySelector('[role="grid"]');
  const from = grid.scrollTop;
  const to = (grid.scrollHeight - grid.clientHeight) * part;
  const steps = 12;
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (let step = 1; step <= steps; step++) {
    grid.scrollTop = from + ((to - from) * step) / steps;
    await frame();
  }
  const released = performance.now();
  for (let calm = 0; calm < 3; calm = globalThis.bench.blankRows === 0 ? calm + 1 : 0) {
    await frame();
    if (performance.now() - released > 30_000) throw new Error('rows stay blank for 30 seconds');
  }
  return performance.now() - released;
}

// ── Roundcube ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What its button for archiving does. */
export function archiveInRoundcube() {
  globalThis.rcmail.command('plugin.archive');
}
