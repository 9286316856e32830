"""A hub model before it is here: what it costs, a button, progress, a way to stop."""

from __future__ import annotations

import streamlit as st

from lexiscope.engine import Engine
from lexiscope.engine.face import ModelInfo
from lexiscope.i18n import N_, Language
from lexiscope.labs.spec import Lab

SAYS = {
    "failed": N_("The download failed; try again in a minute. The built-in model stays in use."),
    "cancelled": N_("The download was stopped and its parts deleted. The built-in model stays in use."),
    "offline": N_("The model hub cannot be reached from here. The built-in model stays in use."),
}


def offer(lab: Lab, info: ModelInfo, engine: Engine, language: Language) -> None:
    """Offer to fetch a model that is not on this machine yet."""
    running = engine.download_state(info.id).state == "running"
    st.fragment(_progress, run_every=1.0 if running else None, key=f"{lab.id}-download")(lab, info, engine, language)


def _progress(lab: Lab, info: ModelInfo, engine: Engine, language: Language) -> None:
    now = engine.download_state(info.id)
    size = language.number(info.megabytes, 0)
    if now.state == "ready":
        st.rerun()
    if now.state == "running":
        share = now.done_bytes / now.total_bytes if now.total_bytes else 0.0
        done, total = (language.number(n / 1e6, 0) for n in (now.done_bytes, now.total_bytes or info.megabytes * 1e6))
        words = N_("Fetching {model}: {done} of {total} MB, {seconds} s")
        says = language.t(words, model=info.name, done=done, total=total, seconds=language.number(now.seconds, 0))
        st.progress(min(share, 1.0), says)
        if st.button(language.t(N_("Stop the download")), key=f"{lab.id}-stop-{info.role}"):
            engine.cancel_download(info.id)
            st.rerun()
        return
    if now.state in SAYS:
        st.caption(language.t(SAYS[now.state]))
    words = N_("Fetch {model} ({size} MB, licence {licence})")
    label = language.t(words, model=info.name, size=size, licence=info.licence)
    if st.button(label, key=f"{lab.id}-fetch-{info.role}"):
        engine.download(info.id)
        st.rerun()
    st.caption(language.t(N_("Until then the built-in model answers.")))
