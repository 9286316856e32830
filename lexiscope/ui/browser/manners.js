// What the browser does for the whole page: its language, links inside the app, the search dialog, keys.
// Mounted once per page; `state` outlives a rerun, so that listeners are bound once and read the latest words.
const state = (window.__lexiscope ??= { bound: false, data: {}, said: new WeakMap() })

export default function ({ data }) {
  const other = state.data.lang !== data.lang
  state.data = data
  if (other) learn(data.streamlit)
  document.documentElement.lang = data.lang
  if (other) rename(document.body)
  if (state.bound) return
  state.bound = true
  new MutationObserver((changes) => changes.forEach(onChange)).observe(document.body, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: NAMES,
  })
  document.addEventListener("click", onClick, true)
  document.addEventListener("keydown", onKey)
}

// Streamlit speaks English only. Its words (`ui/streamlit_words.py`) are replaced as they appear, before they are drawn:
// names that are read aloud everywhere, text in the widgets listed here. What it said is kept for the next language.
const NAMES = ["aria-label", "placeholder", "alt"]
const SPEAKING = '[data-testid="stFileUploader"], [data-testid="stCameraInput"], [role="listbox"], [role="alert"], [data-testid^="stTooltip"]'
const OURS = ".lx-prose, .lx-figures, #lx-search"

function learn(words) {
  state.words = new Map(Object.entries(words).filter(([said]) => !said.includes("{a}")))
  state.patterns = Object.entries(words).filter(([said]) => said.includes("{a}")).map(([said, ours]) => {
    const literal = said.replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    return [new RegExp("^" + literal.replace("{a}", "(.+)").replace("{b}", "(.+)") + "$"), ours]
  })
}

function inLanguage(said) {
  if (state.words.has(said)) return state.words.get(said)
  for (const [pattern, ours] of state.patterns) {
    const found = said.match(pattern)
    if (found) return ours.replace("{a}", () => found[1]).replace("{b}", () => found[2])
  }
  return said
}

function onChange(change) {
  const place = change.target
  if ((place.closest ? place : place.parentElement)?.closest(OURS)) return
  if (change.type === "attributes") renameAttribute(place, change.attributeName)
  else if (change.type === "characterData") renameText(place)
  else change.addedNodes.forEach(rename)
}

function rename(node) {
  if (node.nodeType === Node.TEXT_NODE) return renameText(node)
  if (node.nodeType !== Node.ELEMENT_NODE) return
  for (const name of NAMES) {
    if (node.hasAttribute(name)) renameAttribute(node, name)
    for (const place of node.querySelectorAll(`[${name}]`)) renameAttribute(place, name)
  }
  for (const place of node.closest(SPEAKING) ? [node] : node.querySelectorAll(SPEAKING)) {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) renameText(texts.currentNode)
  }
}

function renameAttribute(element, name) {
  replace(element, name, element.getAttribute(name), (ours) => element.setAttribute(name, ours))
}

function renameText(node) {
  if (node.parentElement?.closest(SPEAKING)) replace(node, "", node.data.trim(), (ours) => { node.data = ours })
}

function replace(node, part, now, write) {
  const before = state.said.get(node) ?? {}
  const said = before[part]?.ours === now ? before[part].said : now
  const ours = said && inLanguage(said)
  if (ours !== said) state.said.set(node, { ...before, [part]: { said, ours } })
  if (ours !== now && ours) write(ours)
}

// A link to an entry opens inside the app: the session, its uploads and its results stay.
function onClick(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return
  const hit = event.target.closest?.("a[data-slug], #lx-search [role=option], [data-search]")
  if (!hit) return
  if (hit.matches("[data-search]")) { event.preventDefault(); openSearch(); return }
  event.preventDefault()
  event.stopPropagation()
  go(hit.dataset.slug)
}

// Streamlit follows the address when the visitor steps through the history; a link is such a step, forward. What the
// visitor gave to an instrument stands in the address and goes along: the next page may have the same instrument.
function go(slug) {
  closeSearch()
  const query = new URLSearchParams(location.search)
  query.set("lang", state.data.lang)
  history.pushState({}, "", `/${slug}?${query}`)
  dispatchEvent(new PopStateEvent("popstate"))
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)
}

function onKey(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable=true]")
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey
  const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)
  if (slash || control) { event.preventDefault(); openSearch() }
}

// The search dialog: a native <dialog>, which ESC closes and which keeps the focus inside.
function openSearch() {
  const dialog = document.getElementById("lx-search") ?? buildSearch()
  const { words, lang } = state.data
  dialog.lang = lang
  dialog.setAttribute("aria-label", words.search)
  const box = dialog.querySelector("input")
  box.placeholder = words.hint
  box.setAttribute("aria-label", words.search)
  box.value = ""
  dialog.querySelector("p").textContent = words.keys
  if (!dialog.open) dialog.showModal()
  box.focus()
  find("")
}

function closeSearch() {
  document.getElementById("lx-search")?.close()
}

function buildSearch() {
  const dialog = document.createElement("dialog")
  dialog.id = "lx-search"
  dialog.innerHTML =
    '<form method="dialog"><input type="search" role="combobox" aria-expanded="true" aria-controls="lx-hits" ' +
    'autocomplete="off" spellcheck="false" maxlength="200"></form><ul id="lx-hits" role="listbox"></ul><p></p>'
  document.body.append(dialog)
  const box = dialog.querySelector("input")
  let timer
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => find(box.value), 80) })
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); dialog.close() } // a filled search box would take the first one
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1) }
    if (event.key === "Enter") { event.preventDefault(); chosen()?.click() }
    event.stopPropagation()
  })
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close() })
  return dialog
}

const hits = () => [...document.querySelectorAll("#lx-hits [role=option]")]
const chosen = () => hits().find((hit) => hit.getAttribute("aria-selected") === "true")

function move(step) {
  const all = hits()
  if (all.length) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length])
}

function choose(hit) {
  for (const other of hits()) other.setAttribute("aria-selected", String(other === hit))
  document.querySelector("#lx-search input").setAttribute("aria-activedescendant", hit?.id ?? "")
  hit?.scrollIntoView({ block: "nearest" })
}

let asked = 0
async function find(query) {
  const turn = ++asked
  if (!query.trim()) return document.getElementById("lx-hits").replaceChildren()
  const { lang, words } = state.data
  let found
  try {
    const answer = await fetch(`/api/search?lang=${lang}&q=${encodeURIComponent(query.slice(0, 200))}`)
    found = await answer.json()
  } catch { return }
  if (turn !== asked) return // an answer to an older question
  const list = document.getElementById("lx-hits")
  list.replaceChildren(...found.hits.map((hit, i) => {
    const item = document.createElement("li")
    item.id = `lx-hit-${i}`
    item.setAttribute("role", "option")
    item.dataset.slug = hit.slug // the option itself is what opens: a link inside it would be read twice
    const title = document.createElement("strong")
    title.textContent = hit.title
    const says = document.createElement("span")
    says.textContent = hit.definition
    const why = document.createElement("small")
    why.lang = hit.marked_lang
    why.innerHTML = hit.marked // escaped and marked on the server
    why.prepend(hit.found_in ? hit.found_in + ": " : "")
    item.append(title, says, why)
    return item
  }))
  if (found.hits.length) choose(list.firstChild)
  else {
    const none = document.createElement("li")
    none.textContent = words.none
    list.append(none)
  }
}
