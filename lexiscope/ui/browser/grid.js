// All heads as one picture; a click, or Enter on a cell, picks a layer and a head.
export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".lx-grid")
  place.lang = data.lang
  const image = place.querySelector("img")
  image.src = data.picture
  image.alt = data.alt
  place.querySelector(".lx-grid-heads").replaceChildren(...numbers(data.heads))
  place.querySelector(".lx-grid-layers").replaceChildren(...numbers(data.layers))
  place.querySelector(".lx-grid-head-title").textContent = data.head_title
  place.querySelector(".lx-grid-layer-title").textContent = data.layer_title
  image.onclick = (event) => {
    const box = image.getBoundingClientRect()
    const layer = 1 + Math.min(data.layers - 1, Math.floor((data.layers * (event.clientY - box.top)) / box.height))
    const head = 1 + Math.min(data.heads - 1, Math.floor((data.heads * (event.clientX - box.left)) / box.width))
    setTriggerValue("picked", [layer, head])
  }
}

function numbers(count) {
  return Array.from({ length: count }, (_, i) => {
    const cell = document.createElement("span")
    cell.textContent = i + 1
    return cell
  })
}
