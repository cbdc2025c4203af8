// The service worker that shows a word about a dossier or a feedback, and opens it when it is tapped. Its scope holds no
// page: it answers no request of the site, keeps nothing, and has nothing to do with the one of the field pages.
"use strict";
addEventListener("install", () => skipWaiting());
addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

/* What cannot be read is shown as well: a browser takes the permission away from whoever shows nothing. */
function read(data) {
  try {
    return data.json();
  } catch {
    return { title: location.hostname, text: "", tag: "", url: "/" };
  }
}

/* A copy has the same tag, so it takes the place of the first without a sound. */
const show = ({ title, text, tag, url }) => registration.showNotification(title, { body: text, tag, lang: "vi", data: here(url) });

/* Only pages of this site are opened. */
function here(address) {
  const url = new URL(address || "/", location.origin);
  return url.pathname + url.search;
}

const open = (path) => clients.openWindow(path);
