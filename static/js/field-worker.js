// The service worker of the field pages: it opens a page that was open before when there is no connection, and does
// nothing else. It keeps the page as the server's /vo gives it out, without a word about a citizen, and the scripts and
// stylesheets that this page names. What is written in the hamlet never comes here: it lies in the page's database.
"use strict";
const KEPT = "cqtt-field-1";
const PAGE = /^\/can-bo\/lang-nghe\/\d+$/;
const FILES = /\/static\/[0-9a-f]+\/[\w.\/-]+/g;
const PATIENCE = 4000; // a weak signal is none: the page is here already

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  for (const name of await caches.keys()) if (name.startsWith("cqtt-field-") && name !== KEPT) await caches.delete(name);
  await clients.claim();
}

addEventListener("message", (event) => {
  const work = event.data.keep ? keep(event.data.keep) : drop(event.data.drop);
  event.waitUntil(work.catch(() => false).then((done) => event.ports[0]?.postMessage(done)));
});

/* Keep a page with all its files, or leave what was kept before: the page comes last, so it never lacks one. */
async function keep(path) {
  const answer = await fetch(`${path}/vo`, { credentials: "same-origin", redirect: "manual", cache: "no-store", headers: { "X-By-Itself": "1" } });
  if (!answer.ok) return false;
  const files = filesOf(await answer.clone().text());
  const cache = await caches.open(KEPT);
  for (const file of files) {
    if (await cache.match(file, { ignoreVary: true })) continue;
    const got = await fetch(file);
    if (!got.ok) return false;
    await cache.put(file, got);
  }
  await cache.put(path, answer);
  await sweep(cache);
  return true;
}

const filesOf = (text) => [...new Set(text.match(FILES) || [])];

async function drop(path) {
  const cache = await caches.open(KEPT);
  await cache.delete(path, { ignoreVary: true });
  await sweep(cache);
  return true;
}

/* Let go of files that no kept page names any more. */
async function sweep(cache) {
  const kept = await cache.keys();
  const named = new Set();
  for (const request of kept) {
    if (!PAGE.test(new URL(request.url).pathname)) continue;
    const page = await cache.match(request, { ignoreVary: true });
    for (const file of filesOf(await page.text())) named.add(file);
  }
  for (const request of kept) {
    const path = new URL(request.url).pathname;
    if (!PAGE.test(path) && !named.has(path)) await cache.delete(request, { ignoreVary: true });
  }
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && PAGE.test(url.pathname)) event.respondWith(page(event.request, url.pathname));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

/* The server's page while it answers in time; the kept one without it, and while it asks for a sign-in or is ill:
   whoever stands in front of people can go on writing, and is told by the page itself. */
async function page(request, path) {
  const kept = await (await caches.open(KEPT)).match(path, { ignoreVary: true });
  if (!kept) return fetch(request);
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([fetch(request).catch(() => null), late]);
  const settled = answer && (answer.ok || (answer.status >= 400 && answer.status < 500 && answer.status !== 401));
  return settled ? answer : kept;
}

async function file(request) {
  return (await caches.match(request, { cacheName: KEPT, ignoreVary: true })) || fetch(request);
}
