// Plotly figures that stay in their places: the next one is drawn into the elements of the last (Plotly.react), so that
// nothing flashes and little is drawn anew. Streamlit's own chart element is taken away and built again each time.
const shown = new WeakMap() // the element of a figure -> what it shows, and whether it is to be drawn already

export default function ({ data, parentElement }) {
  const row = parentElement.querySelector(".lx-figures")
  row.lang = data.lang
  const old = new Map([...row.children].map((one) => [one.dataset.name, one]))
  const now = data.figures.map((figure) => old.get(figure.name) ?? frame(figure.name))
  for (const [name, one] of old) if (!data.figures.some((figure) => figure.name === name)) remove(one)
  if (now.some((one, i) => row.children[i] !== one)) row.replaceChildren(...now)
  data.figures.forEach((figure, i) => fill(now[i], figure, data.save))
  return () => [...row.children].forEach(remove)
}

function frame(name) {
  const one = document.createElement("div")
  one.className = `lx-figure st-key-plot-${name}`
  one.dataset.name = name
  one.innerHTML = '<p class="figure-title"></p><div class="lx-scroll"><div class="lx-plot" role="figure"></div></div>'
  return one
}

function fill(one, figure, save) {
  const title = one.querySelector("p")
  title.textContent = figure.title
  title.className = `figure-title ${figure.scale}`
  const place = one.querySelector(".lx-plot")
  place.setAttribute("aria-label", figure.alt)
  place.style.minHeight = `${figure.plot.layout.height}px`
  const state = shown.get(place) ?? watch(place)
  state.figure = { ...figure, save }
  draw(place, state)
}

// First drawn when it comes near the window, or when the browser has nothing better to do; measured again when its
// place changes.
function watch(place) {
  const state = { wanted: false }
  shown.set(place, state)
  const begin = () => { state.sight.disconnect(); state.wanted = true; draw(place, state) }
  state.sight = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) begin() }, { rootMargin: "400px" })
  state.sight.observe(place)
  const whenIdle = window.requestIdleCallback ?? ((call) => setTimeout(call, 1000))
  whenIdle(() => { if (!state.wanted && place.isConnected) begin() })
  state.size = new ResizeObserver(() => { if (place._fullLayout && place.clientWidth && place.clientWidth !== place._fullLayout.width) window.Plotly.Plots.resize(place) })
  state.size.observe(place)
  return state
}

async function draw(place, state) {
  if (!state.wanted) return
  const Plotly = window.Plotly ?? await library()
  const { plot, save, name } = state.figure
  if (state.drawn === plot) return
  state.drawn = plot
  const click = (state.save ??= (chart) => Plotly.downloadImage(chart, { filename: `lexiscope-${name}`, scale: 2 }))
  const button = { name: "save", title: save, icon: Plotly.Icons.camera, click } // the same function: else all is made anew
  Plotly.react(place, plot.data, plot.layout, { displaylogo: false, displayModeBar: "hover", modeBarButtons: [[button]] })
}

function remove(one) {
  const place = one.querySelector(".lx-plot"), state = shown.get(place)
  state?.sight.disconnect()
  state?.size.disconnect()
  window.Plotly?.purge(place)
  one.remove()
}

function library() {
  return (window.__plotly ??= new Promise((ready, failed) => {
    const script = document.createElement("script")
    script.src = "/vendor/plotly.min.js"
    script.onload = () => ready(window.Plotly)
    script.onerror = () => { window.__plotly = undefined; failed(new Error(script.src)) }
    document.head.append(script)
  }))
}
