// Prose with formulas, already sanitised on the server (nh3); Streamlit's own HTML element drops MathML.
export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".lx-prose")
  if (place.lang !== data.lang) place.lang = data.lang
  if (place.dataset.shown !== data.stamp) {
    place.innerHTML = data.html
    place.dataset.shown = data.stamp
    if (data.wrap) place.classList.add(...data.wrap.split(" "))
  }
}
