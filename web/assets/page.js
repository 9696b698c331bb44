/**
 * The page's own script: keeps the live parts fresh, copies, and asks before it sends. Everything works without it.
 *
 * A live part is an element with an id and `data-live`. When the server says that something changed, the page is fetched
 * again and the live parts are made equal to the new ones, node by node, so that focus, scrolling and open details stay.
 */

const REFRESH_MS_MIN = 2000;
const RECONNECT_MS = 10_000;
const AGE_STEP_MS = 1000;

const fresh = document.getElementById("fresh");
const isLive = document.querySelector("[data-live]") !== null;
const lang = document.documentElement.lang;
/** Where the page is looked at again: what answered a form can't be asked for at the form's address. */
const { here = location.href, every } = (document.querySelector("main") ?? document.body).dataset;
/** Of a page that looks again by itself, events or not; 0 for never. */
const everyMs = Number(every ?? 0);

let freshAtMs = Date.now();
let isDirty = false;
let isFetching = false;
/** Why the page is no longer fresh: a key of the sentences in `#fresh`; empty while it is. */
let trouble = "";
/** Whether that was said. */
let wasIll = false;
/** @type {EventSource | null} */
let source = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let reconnecting;

/** Whether somebody is at something that a change would take from under the hand. */
function isBusy() {
  const active = document.activeElement;
  const typing = active instanceof HTMLElement && active.closest("[data-live]") !== null &&
    active.matches("input:not([type=checkbox]), select");
  const selection = getSelection();
  const selecting = selection !== null && !selection.isCollapsed &&
    selection.toString().trim() !== "";
  return typing || selecting ||
    document.querySelector("dialog[open], [data-live] :checked:not(option)") !== null;
}

/** @param {number} ms */
function ageText(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [size, unit] = seconds < 60
    ? [seconds, "second"]
    : seconds < 3600
    ? [Math.floor(seconds / 60), "minute"]
    : [Math.floor(seconds / 3600), "hour"];
  return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(size);
}

function say() {
  if (fresh === null || !isLive) return;
  const key = trouble !== "" ? trouble : isDirty && isBusy() ? "held" : "on";
  const text = fresh.dataset[key] ?? "";
  const shown = text.replace("{age}", ageText(Date.now() - freshAtMs));
  const isIll = trouble !== "";
  // Only the change from well to ill and back is read out, not every second of it.
  fresh.ariaLive = isIll === wasIll ? "off" : "polite";
  wasIll = isIll;
  if (fresh.textContent !== shown) fresh.textContent = shown;
  fresh.className = isIll ? "stale" : "live";
}

async function refresh() {
  if (isFetching || document.hidden || isBusy()) return;
  isFetching = true;
  isDirty = false;
  try {
    const answer = await fetch(here, { headers: { Accept: "text/html" } });
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") {
      trouble = "signed";
    } else if (!answer.ok) {
      trouble = "failed";
    } else {
      const text = await answer.text();
      // Somebody may have begun to type or to select while it was on its way.
      if (isBusy()) isDirty = true;
      else {
        show(new DOMParser().parseFromString(text, "text/html"));
        freshAtMs = Date.now();
        trouble = "";
      }
    }
  } catch {
    trouble = "stale";
  }
  isFetching = false;
  say();
}

/** @param {Document} page */
function show(page) {
  for (const part of document.querySelectorAll("[data-live][id]")) {
    const next = page.getElementById(part.id);
    if (next !== null) morph(part, next);
  }
}

/** @param {Node} node */
function keyOf(node) {
  return node instanceof Element ? node.getAttribute("data-key") ?? (node.id || null) : null;
}

/**
 * Makes an element equal to another one, keeping every node that can stay.
 * @param {Element} now
 * @param {Element} next
 */
function morph(now, next) {
  for (const { name } of [...now.attributes]) {
    if (!next.hasAttribute(name) && !(name === "open" && now instanceof HTMLDetailsElement)) {
      now.removeAttribute(name);
    }
  }
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
  /** @type {Map<string, Element>} */
  const keyed = new Map();
  for (const child of now.children) {
    const key = keyOf(child);
    if (key !== null) keyed.set(key, child);
  }
  let place = now.firstChild;
  for (const wanted of [...next.childNodes]) {
    const key = keyOf(wanted);
    const known = key === null ? null : keyed.get(key) ?? null;
    if (known !== null && wanted instanceof Element && known.nodeName === wanted.nodeName) {
      if (known === place) place = place.nextSibling;
      else now.insertBefore(known, place);
      morph(known, wanted);
    } else if (
      key === null && place !== null && keyOf(place) === null && place.nodeName === wanted.nodeName
    ) {
      if (place instanceof Element && wanted instanceof Element) morph(place, wanted);
      else if (place.nodeValue !== wanted.nodeValue) place.nodeValue = wanted.nodeValue;
      place = place.nextSibling;
    } else {
      const added = document.importNode(wanted, true);
      if (added instanceof HTMLTableRowElement && keyed.size > 0) added.classList.add("new");
      now.insertBefore(added, place);
    }
  }
  while (place !== null) {
    const gone = place;
    place = place.nextSibling;
    now.removeChild(gone);
  }
}

function connect() {
  clearTimeout(reconnecting);
  source?.close();
  const opened = new EventSource("/api/events");
  source = opened;
  const changed = () => {
    isDirty = true;
  };
  opened.addEventListener("orders", changed);
  opened.addEventListener("overview", changed);
  opened.onopen = () => {
    if (trouble === "stale") void refresh();
  };
  opened.onerror = () => {
    if (trouble === "") trouble = "stale";
    // The browser tries again by itself after a broken connection, but not after a refusal.
    if (opened.readyState === EventSource.CLOSED) reconnecting = setTimeout(connect, RECONNECT_MS);
  };
}

if (isLive) {
  connect();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      clearTimeout(reconnecting);
      source?.close();
    } else {
      void refresh();
      connect();
    }
  });
  setInterval(() => {
    const ageMs = Date.now() - freshAtMs;
    if (everyMs > 0 && ageMs >= everyMs) isDirty = true;
    if (isDirty && ageMs >= REFRESH_MS_MIN) void refresh();
    say();
  }, AGE_STEP_MS);
  say();
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const copy = target?.closest("[data-copy]");
  if (copy instanceof HTMLElement) void copyText(copy);
});

/**
 * Copies what `data-copy` says: a text, or `#ID` for the text of an element.
 * @param {HTMLElement} button
 */
async function copyText(button) {
  const said = button.dataset.copy ?? "";
  const text = said.startsWith("#") ? document.getElementById(said.slice(1))?.textContent : said;
  if (!await copied(text ?? "")) return;
  const before = button.textContent;
  button.textContent = document.body.dataset.copied ?? "✓";
  setTimeout(() => {
    button.textContent = before;
  }, 1500);
}

/**
 * Whether a text could be copied: over plain HTTP from another machine only the old way is open.
 * @param {string} text
 */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** A form with `data-confirm` is asked about in the page's one dialog; without the script it is just sent. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  const dialog = document.getElementById("confirm");
  if (!(form instanceof HTMLFormElement) || !(dialog instanceof HTMLDialogElement)) return;
  const question = form.dataset.confirm;
  if (question === undefined || dialog.returnValue === "yes") {
    dialog.returnValue = "";
    return;
  }
  event.preventDefault();
  const asked = dialog.querySelector("p");
  if (asked !== null) asked.textContent = question;
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue === "yes") form.requestSubmit(event.submitter);
  };
  dialog.showModal();
});

for (const element of document.querySelectorAll("[data-script]")) element.removeAttribute("hidden");

/** On the desk, from order to order; never anything that acts. */
document.addEventListener("keydown", (event) => {
  const steps = new Map([["j", 1], ["ArrowDown", 1], ["k", -1], ["ArrowUp", -1]]);
  const step = steps.get(event.key);
  const target = event.target;
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!(target instanceof Element) || target.closest("input, select, pre")) return;
  const items = [...document.querySelectorAll("[data-item]")];
  const at = items.findIndex((item) => item.contains(target));
  const next = items[at < 0 ? (step > 0 ? 0 : items.length - 1) : at + step];
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
});

/** Selects every order of the page, or none. */
document.addEventListener("change", (event) => {
  const all = event.target;
  if (!(all instanceof HTMLInputElement) || all.dataset.all === undefined) return;
  for (const one of document.querySelectorAll(`input[name=id][form="${all.dataset.all}"]`)) {
    if (one instanceof HTMLInputElement) one.checked = all.checked;
  }
});
