"""The same two heatmaps as a Gradio app. GRADIO_SERVER_PORT chooses the port."""

from __future__ import annotations

import gradio as gr
from attention import SENTENCE, heatmap, load
from plotly.graph_objects import Figure

MODELS = {name: load(name) for name in ("encoder", "decoder")}


def draw(text: str) -> list[Figure]:
    """Both heatmaps of a sentence."""
    return [heatmap(name, *loaded, text) for name, loaded in MODELS.items()]


with gr.Blocks(title="Attention") as app:
    sentence = gr.Textbox(SENTENCE, label="Sentence")
    with gr.Row():
        plots = [gr.Plot(label=name.title()) for name in MODELS]
    sentence.submit(draw, sentence, plots)
    app.load(draw, sentence, plots)

if __name__ == "__main__":
    app.launch(server_name="127.0.0.1")
