"""The plain Streamlit script that a user would write: two heatmaps of a typed sentence."""

from __future__ import annotations

from typing import Any

import streamlit as st
from attention import SENTENCE, heatmap, load

st.set_page_config(page_title="Attention", layout="wide")


@st.cache_resource
def cached(name: str) -> tuple[Any, Any]:
    return load(name)


text = st.text_input("Sentence", SENTENCE)
for column, name in zip(st.columns(2), ("encoder", "decoder"), strict=True):
    column.plotly_chart(heatmap(name, *cached(name), text), key=name)
